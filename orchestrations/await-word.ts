import type * as df from 'durable-functions';
import { ask, type Steps } from './ask.ts';
import type { Begun, Listening } from './run-outcome.ts';
import { firstOf, Signal, signalNames } from './signals.ts';

/**
 * Waits until somebody has said what a resting run waits for, holding nothing meanwhile; null when
 * it is to end instead.
 */
export function* awaitWord(
  context: df.OrchestrationContext,
  { sessionId, stop }: Listening,
  { run, restedIn }: Begun & { restedIn: string },
): Steps<Begun | null> {
  const { promptId, instanceId } = run;
  const woken = new Signal(context, signalNames.woken(restedIn));
  if ((yield* firstOf(context, [woken, stop])) === stop) return null;
  const claim = yield* ask(context, sessionId, { type: 'claim', promptId, instanceId });
  return claim.ok && !claim.stopping ? claim : null;
}
