import type * as df from 'durable-functions';
import { failure, type Failure } from '../contracts/errors.ts';
import type { TurnEnded } from '../contracts/supervisor.ts';
import type { RunResult, RunTicket } from '../core/session-commands.ts';
import { abortRun, dispatchRun } from './activities/drive-run.ts';
import { publishChanges } from './activities/publish-changes.ts';
import { ask, type Steps } from './ask.ts';
import { discardSandbox } from './discard-sandbox.ts';
import { obtainSandbox } from './obtain-sandbox.ts';
import { firstOf, Signal, signalNames } from './signals.ts';

/** How long the agent has for stopping before its sandbox is ended, in milliseconds. */
const stopMs = 12_000;

/** A run to carry. `sandboxId` is the one that its session holds, if any. */
export type Begun = { run: RunTicket; attempt: number; sandboxId: string | null };

type Try =
  | { over: RunResult }
  /** The sandbox is gone; the run is to be tried in another. */
  | { lost: string; sandboxId: string };

const stopped: RunResult = { outcome: 'stopped' };
const failed = (cause: Failure): RunResult => ({ outcome: 'failed', failure: cause });

/** Carries a run to its end, through as many sandboxes as it takes (within the actor's limit). */
export function* carryRun(
  context: df.OrchestrationContext,
  sessionId: string,
  begun: Begun,
): Steps<RunResult> {
  const { run } = begun;
  const stop = new Signal(context, signalNames.stop);
  for (let { attempt, sandboxId: held } = begun; ; attempt += 1, held = null) {
    const tried = yield* tryRun(context, sessionId, { run, attempt, sandboxId: held }, stop);
    if ('over' in tried) return tried.over;
    const { sandboxId, lost } = tried;
    const { runId } = run;
    const answer = yield* ask(context, sessionId, { type: 'lost', runId, sandboxId, cause: lost });
    yield* discardSandbox(context, sessionId, sandboxId, lost);
    if (!answer.ok || !answer.retry) return failed(failure('sandbox_lost', lost));
  }
}

function* tryRun(
  context: df.OrchestrationContext,
  sessionId: string,
  begun: Begun,
  stop: Signal,
): Steps<Try> {
  const { runId, promptId } = begun.run;
  const dispatched = yield* dispatch(context, sessionId, begun, stop);
  if (!('at' in dispatched)) return dispatched;
  const { at: sandboxId } = dispatched;

  const turn = yield* awaitTurn(context, sessionId, { sandboxId, runId }, stop);
  if (turn === 'forced') return { over: { outcome: 'stopped', failure: failure('stop_forced') } };
  if (turn === 'lost') return { lost: 'Its supervisor ended unexpectedly.', sandboxId };
  const { outcome, usage, summary, firstTokenAt } = turn;
  const base: RunResult = {
    ...{ outcome, usage },
    ...(turn.failure ? { failure: turn.failure } : {}),
    ...(firstTokenAt ? { firstTokenAt } : {}),
  };
  if (outcome !== 'completed') return { over: base };

  const input = { sessionId, sandboxId, runId, promptId, summary };
  const published = yield* publishChanges(context, input);
  if (published.state === 'gone') return { lost: 'It ended before its work was saved.', sandboxId };
  const { changes } = published;
  const withChanges = { ...base, ...(changes ? { changes } : {}) };
  return published.state === 'published'
    ? { over: withChanges }
    : { over: { ...withChanges, outcome: 'failed', failure: published.failure } };
}

/** Gets the run going: in the sandbox that the session holds, or in one that is made ready first. */
function* dispatch(
  context: df.OrchestrationContext,
  sessionId: string,
  { run, attempt, sandboxId: held }: Begun,
  stop: Signal,
): Steps<Try | { at: string }> {
  const { instanceId: _, ...ticket } = run;
  const start = { ...ticket, attempt };
  if (held) {
    // Mostly it is ready. To ask the actor and the sandbox first would double the way of a prompt.
    const { state } = yield* dispatchRun(context, { ...start, sandboxId: held });
    if (state === 'accepted') return { at: held };
  }
  const place = yield* obtainSandbox(context, sessionId, run.runId, stop);
  if (place.state === 'stopped') return { over: stopped };
  if (place.state === 'failed') {
    if (place.sandboxId)
      yield* discardSandbox(context, sessionId, place.sandboxId, place.failure.message);
    return { over: failed(place.failure) };
  }
  const { sandboxId } = place;
  const { state } = yield* dispatchRun(context, { ...start, sandboxId });
  if (state === 'accepted') return { at: sandboxId };
  return { lost: 'It ended before the run could start.', sandboxId };
}

/** Waits for the turn to end, by itself, by a stop, or because its sandbox is gone. */
function* awaitTurn(
  context: df.OrchestrationContext,
  sessionId: string,
  { sandboxId, runId }: { sandboxId: string; runId: string },
  stop: Signal,
): Steps<TurnEnded | 'lost' | 'forced'> {
  const ended = new Signal<TurnEnded>(context, signalNames.turn(runId, sandboxId));
  const lost = new Signal(context, signalNames.lost(sandboxId));
  const first = yield* firstOf<Signal>(context, [ended, lost, stop]);
  if (first === ended) return ended.value;
  if (first === lost) return 'lost';
  yield* abortRun(context, { sandboxId, runId });
  const second = yield* firstOf<Signal>(context, [ended, lost], stopMs);
  if (second === ended) return ended.value;
  yield* discardSandbox(context, sessionId, sandboxId, 'It did not stop in time.');
  return 'forced';
}
