import type * as df from 'durable-functions';
import type { TurnEnded } from '../contracts/supervisor.ts';
import type { RunTicket } from '../core/session-commands.ts';
import { dispatchRun, type Dispatched } from './activities/drive-run.ts';
import type { Steps } from './ask.ts';
import { discardSandbox } from './discard-sandbox.ts';
import { obtainSandbox } from './obtain-sandbox.ts';
import { failed, stopped, type Begun, type Listening, type Try } from './run-outcome.ts';
import { unless } from './signals.ts';

/** Where a run goes on, and how its turn has ended when that is known already. */
type Going = { at: string; turn?: TurnEnded };

/** Gets a run going: in the sandbox that the session holds, or in one that is made ready first. */
export function* beginRun(
  context: df.OrchestrationContext,
  listening: Listening,
  { run, sandboxId: held }: Begun,
): Steps<Going | Try> {
  const { sessionId, stop } = listening;
  if (held) {
    // Mostly it is ready. To ask the actor and the sandbox first would double the way of a prompt.
    const going = yield* handOver(context, listening, { ...run, sandboxId: held });
    if (going) return going;
  }
  const place = yield* obtainSandbox(context, sessionId, run.runId, stop);
  if (place.state === 'stopped') return stopped;
  if (place.state === 'failed') {
    if (place.sandboxId)
      yield* discardSandbox(context, sessionId, place.sandboxId, place.failure.message);
    return { over: failed(place.failure) };
  }
  const { sandboxId } = place;
  const going = yield* handOver(context, listening, { ...run, sandboxId });
  return going ?? { lost: 'It ended before the run could start.', sandboxId };
}

/** Gives the run to a sandbox; null when that one is gone or cannot work yet. */
function* handOver(
  context: df.OrchestrationContext,
  { sessionId, stop }: Listening,
  { instanceId: _, ...run }: RunTicket & { sandboxId: string },
): Steps<Going | Try | null> {
  const { sandboxId } = run;
  let given: { result: Dispatched } | null;
  try {
    given = yield* unless(context, [stop], () => dispatchRun.task(context, { ...run, sessionId }));
  } catch {
    return { lost: 'Its supervisor does not answer.', sandboxId };
  }
  if (!given) {
    // Whether it has begun is not known, and must not matter.
    yield* discardSandbox(context, sessionId, sandboxId, 'Its run was stopped.');
    return stopped;
  }
  const { result } = given;
  if (result.state === 'refused') return { over: failed(result.failure) };
  if (result.state === 'accepted') return { at: sandboxId };
  return result.state === 'ended' ? { at: sandboxId, turn: result.turn } : null;
}
