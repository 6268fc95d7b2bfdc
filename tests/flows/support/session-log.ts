import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ApiClient } from '../../../cli/api-client.ts';
import { followSession } from '../../../cli/follow/follow-session.ts';
import { readHistory } from '../../../cli/follow/read-history.ts';
import type { EventType, SessionEvent } from '../../../contracts/events.ts';

export type EventOf<T extends EventType> = Extract<SessionEvent, { type: T }>;

/** Every durable event of a session; fails when their numbers or keys are not as promised. */
export async function historyOf(api: ApiClient, sessionId: string): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  for await (const event of readHistory(api, sessionId)) events.push(event);
  expectWellNumbered(events);
  return events;
}

/** Numbers count from 1 without gaps, and nothing is there twice. */
export function expectWellNumbered(events: readonly SessionEvent[]): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const keys = events.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
}

/** The events of one type, in order. */
export function ofType<T extends EventType>(
  events: readonly SessionEvent[],
  type: T,
): Array<EventOf<T>> {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

/** Follows the session, from its beginning, to the first event that `matches`. */
export async function eventually<T extends EventType>(
  api: ApiClient,
  sessionId: string,
  type: T,
  matches: (event: EventOf<T>) => boolean = () => true,
): Promise<EventOf<T>> {
  const leaving = new AbortController();
  for await (const update of followSession(api, sessionId, { signal: leaving.signal })) {
    if (update.kind !== 'event') continue;
    const [event] = ofType([update.event], type);
    if (!event || !matches(event)) continue;
    leaving.abort();
    return event;
  }
  throw new Error(`The session ended without ${type}.`);
}

/** Follows the session to the end of the prompt's run. */
export function runOf(
  api: ApiClient,
  sessionId: string,
  promptId: string | undefined,
): Promise<EventOf<'run.finished'>> {
  return eventually(api, sessionId, 'run.finished', ({ data }) => data.promptId === promptId);
}

/** Looks again until `look` answers something else than undefined; the test's time limit ends it. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(50);
  }
}
