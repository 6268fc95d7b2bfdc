import type { SessionEvent } from '../../contracts/events.ts';
import type { Context } from '../context.ts';
import { followSession } from '../follow/follow-session.ts';

/** That a prompt has gone into the turn, or not, is known within a moment. */
const patienceMs = 10_000;

/**
 * Waits until it is known whether a prompt was steered; answers what to tell the person where it
 * was not. After ten seconds, or when the service is away, that is left to those who look later.
 */
export async function steerNote(
  { api, interrupts }: Context,
  sessionId: string,
  promptId: string,
): Promise<string | undefined> {
  const signal = AbortSignal.any([interrupts.signal, AbortSignal.timeout(patienceMs)]);
  for await (const update of followSession(api, sessionId, { signal })) {
    if (update.kind !== 'event') continue;
    const { event } = update;
    if (!('promptId' in event.data) || event.data.promptId !== promptId) continue;
    return event.type === 'prompt.refused' ? event.data.failure.message : noteOf(event);
  }
  return undefined;
}

/** What to tell of a prompt that was to be steered, where this event says that it was not. */
export function noteOf(event: SessionEvent): string | undefined {
  if (event.type !== 'prompt.queued') return undefined;
  return event.data.position === 0
    ? 'Nothing is running that could be steered, so the prompt gets a run of its own.'
    : 'The run is only beginning, or about to end, and cannot be steered: the prompt waits at the end of the queue.';
}
