import type * as df from 'durable-functions';
import { failure } from '../contracts/errors.ts';
import type { TurnEnded } from '../contracts/supervisor.ts';
import type { RunResult } from '../core/session-commands.ts';
import { abortRun } from './activities/drive-run.ts';
import { publishChanges } from './activities/publish-changes.ts';
import { ask, type Steps } from './ask.ts';
import { awaitWord } from './await-word.ts';
import { beginRun } from './begin-run.ts';
import { discardSandbox } from './discard-sandbox.ts';
import { failed, forced, type Begun, type Listening, type Try } from './run-outcome.ts';
import { firstOf, Signal, signalNames, unless } from './signals.ts';

/**
 * How long the agent has for stopping, in milliseconds, after being asked for 3 s at most. Both
 * together, and the end of its sandbox after them, stay below the 15 s that people are promised.
 */
const stopMs = 8_000;
/** How long a stop waits for work that is just being published, in milliseconds. */
const publishGraceMs = 8_000;

/** Carries a run to its end, through as many sandboxes as it takes (within the actor's limit). */
export function* carryRun(
  context: df.OrchestrationContext,
  sessionId: string,
  begun: Begun,
): Steps<RunResult> {
  const { runId } = begun.run;
  if (begun.stopping) {
    // Whoever was to stop it has gone, and nobody knows how far it came.
    if (begun.sandboxId)
      yield* discardSandbox(context, sessionId, begun.sandboxId, 'Its run was stopped.');
    return { outcome: 'stopped' };
  }
  const listening = { sessionId, stop: new Signal(context, signalNames.stop) };
  for (let next = begun; ;) {
    const { run, restedIn } = next;
    if (restedIn) {
      const woken = yield* awaitWord(context, listening, { ...next, restedIn });
      if (!woken) return { outcome: 'stopped' };
      next = woken;
      continue;
    }
    const tried = yield* tryRun(context, listening, next);
    if ('over' in tried) return tried.over;
    if ('restedIn' in tried) {
      next = { ...next, ...tried };
      continue;
    }
    if ('moved' in tried) {
      next = tried.moved;
      continue;
    }
    const { sandboxId, lost } = tried;
    const answer = yield* ask(context, sessionId, { type: 'lost', runId, sandboxId, cause: lost });
    yield* discardSandbox(context, sessionId, sandboxId, lost);
    if (!answer.ok || !answer.retry) return failed(failure('sandbox_lost', lost));
    next = { ...next, sandboxId: null, run: { ...run, said: answer.said } };
  }
}

function* tryRun(context: df.OrchestrationContext, listening: Listening, begun: Begun): Steps<Try> {
  const going = yield* beginRun(context, listening, begun);
  if (!('at' in going)) return going;
  const { at: sandboxId } = going;
  const place = { sandboxId, runId: begun.run.runId };
  const turn = going.turn ?? (yield* awaitTurn(context, listening, place));
  if (turn === 'forced') return forced;
  if (turn === 'rests') return { restedIn: sandboxId };
  if (turn === 'lost') return { lost: 'Its supervisor ended unexpectedly.', sandboxId };
  if (turn.outcome === 'stopped' && !listening.stop.raised) {
    const moved = yield* movedFrom(context, listening, { ...begun, sandboxId });
    if (moved) return { moved };
  }
  const { outcome, usage, firstTokenAt } = turn;
  const base: RunResult = {
    ...{ outcome, usage },
    ...(turn.failure ? { failure: turn.failure } : {}),
    ...(firstTokenAt ? { firstTokenAt } : {}),
  };
  if (outcome !== 'completed') return { over: base };
  return yield* publish(context, listening, { ...place, ...begun.run }, { turn, base });
}

/**
 * Where the run is to go on whose turn ended in this sandbox although nobody stopped it: the word
 * that the sandbox is being parked may come after the end of the turn. Null when the end counts.
 */
function* movedFrom(
  context: df.OrchestrationContext,
  { sessionId }: Listening,
  { run, sandboxId }: Begun,
): Steps<Begun | null> {
  const { promptId, instanceId } = run;
  const claim = yield* ask(context, sessionId, { type: 'claim', promptId, instanceId });
  return claim.ok && !claim.stopping && claim.sandboxId !== sandboxId ? claim : null;
}

/** Waits for the turn to end, by itself, by a stop, or because its sandbox is gone or to be parked. */
function* awaitTurn(
  context: df.OrchestrationContext,
  { sessionId, stop }: Listening,
  { sandboxId, runId }: { sandboxId: string; runId: string },
): Steps<TurnEnded | 'rests' | 'lost' | 'forced'> {
  const ended = new Signal<TurnEnded>(context, signalNames.turn(runId, sandboxId));
  const lost = new Signal(context, signalNames.lost(sandboxId));
  // Before the others, as a sandbox that is being parked ends its turn.
  const rest = new Signal(context, signalNames.rest(sandboxId));
  const first = yield* firstOf<Signal>(context, [rest, ended, lost, stop]);
  if (first === rest) return 'rests';
  if (first === ended) return ended.value;
  if (first === lost) return 'lost';
  yield* abortRun(context, { sandboxId, runId });
  const second = yield* firstOf<Signal>(context, [ended, lost], stopMs);
  if (second === ended) return ended.value;
  yield* discardSandbox(context, sessionId, sandboxId, 'It did not stop in time.');
  return 'forced';
}

function* publish(
  context: df.OrchestrationContext,
  { sessionId, stop }: Listening,
  { sandboxId, runId, promptId }: { sandboxId: string; runId: string; promptId: string },
  { turn, base }: { turn: TurnEnded; base: RunResult },
): Steps<Try> {
  const input = { sessionId, sandboxId, runId, promptId, summary: turn.summary };
  const task = () => publishChanges.task(context, input);
  const published = yield* unless(context, [stop], task, publishGraceMs);
  if (!published) {
    yield* discardSandbox(context, sessionId, sandboxId, 'It did not stop in time.');
    return forced;
  }
  const { result } = published;
  if (result.state === 'gone') return { lost: 'It ended before its work was saved.', sandboxId };
  const over = { ...base, ...(result.changes ? { changes: result.changes } : {}) };
  return result.state === 'published'
    ? { over }
    : { over: { ...over, outcome: 'failed', failure: result.failure } };
}
