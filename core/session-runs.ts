import { failure } from '../contracts/errors.ts';
import type { NewEvent, Usage } from '../contracts/events.ts';
import { eventOf, refuse, type Decision } from './session-decision.ts';
import type { CommandOf, RunResult } from './session-commands.ts';
import { hasRested } from './session-rest.ts';
import { runIdOf, startRun, successorOf, ticketOf } from './session-start.ts';
import { withDone, type CurrentRun, type SessionState } from './session-state.ts';
import { waitedUntil } from './waiting-time.ts';

/** How often a run is tried in all, when its sandbox goes away under it. */
const attemptLimit = 3;

export function decideRun(
  state: SessionState,
  command: CommandOf<'stop' | 'finish' | 'lost'>,
  now: string,
): Decision {
  switch (command.type) {
    case 'stop':
      return stop(state, command, now);
    case 'finish':
      return finish(state, command, now);
    case 'lost':
      return lost(state, command, now);
  }
}

function stop(state: SessionState, { by }: CommandOf<'stop'>, now: string): Decision {
  const { run } = state;
  if (!run) return refuse(state, 'nothing_running');
  const { runId, instanceId } = run;
  const answer = { ok: true as const, runId, instanceId };
  if (run.stopping) return { state, events: [], answer };
  const event = eventOf(`run:${runId}:stopping`, now, {
    type: 'run.stopping',
    data: { runId, by },
  });
  return { state: { ...state, run: { ...run, stopping: true } }, events: [event], answer };
}

function finish(state: SessionState, command: CommandOf<'finish'>, now: string): Decision {
  const { run, sandboxId } = state;
  if (run?.runId !== command.runId) {
    // Asked again: the run that this answer started the first time is the current one.
    const started = run && run.instanceId === successorOf(state.sessionId, run.runId);
    const next = started ? ticketOf(run) : null;
    return { state, events: [], answer: { ok: true, next, sandboxId } };
  }
  const { outcome, failure: cause, changes, firstTokenAt } = resultOf(run, command);
  // What its last sandbox said first was not the first piece, and came after people's time.
  const measured = firstTokenAt && !hasRested(run);
  const usage = usageOf(command);
  const since = (at: string) => Math.max(0, Date.parse(at) - Date.parse(run.startedAt));
  const finished = eventOf(`run:${run.runId}:finished`, now, {
    type: 'run.finished',
    data: {
      runId: run.runId,
      promptId: run.promptId,
      outcome,
      ...(cause ? { failure: cause } : {}),
      ...(changes ? { changes } : {}),
      durationMs: Math.max(0, since(now) - waitedUntil(run, now)),
      ...(measured ? { firstTokenMs: since(firstTokenAt) } : {}),
    },
  });
  const metered = meteredUsage(run, command, now);
  const over: SessionState = {
    ...withDone(state, run.promptId),
    run: null,
    questions: [],
    lastRunId: run.runId,
    lastOutcome: outcome,
    // What is on the branch stays there when a later run changes nothing.
    changes: changes?.commit ? changes : (state.changes ?? changes ?? null),
    branchState: changes?.commit ? 'open' : state.branchState,
    costUsd: state.costUsd + (usage?.costUsd ?? 0),
    tokens: state.tokens + (usage ? usage.inputTokens + usage.outputTokens : 0),
  };
  const [waiting] = over.queue;
  if (!waiting)
    return {
      state: over,
      events: [...metered, finished],
      answer: { ok: true, next: null, sandboxId },
    };
  const { defaultModel } = command;
  const instanceId = successorOf(state.sessionId, runIdOf(waiting.promptId));
  const started = startRun(over, { instanceId, defaultModel, now });
  const next = started.state.run && ticketOf(started.state.run);
  return {
    state: started.state,
    events: [...metered, finished, ...started.events],
    answer: { ok: true, next, sandboxId },
  };
}

/** A run that nobody has answered is stopped like any other, which is not how people see it. */
function resultOf({ unanswered }: CurrentRun, { result }: CommandOf<'finish'>): RunResult {
  if (!unanswered || result.outcome !== 'stopped') return result;
  return { ...result, outcome: 'failed', failure: failure('question_unanswered') };
}

/** What a run used: as the gateway counted it, or else as its sandbox says. */
export function usageOf({ metered, result }: CommandOf<'finish'>): Usage | undefined {
  return metered ?? result.usage;
}

/** The count is told at the end, for then it is complete. */
function meteredUsage(
  { runId, model }: CurrentRun,
  { metered }: CommandOf<'finish'>,
  now: string,
): NewEvent[] {
  if (!metered) return [];
  return [
    eventOf(`run:${runId}:usage`, now, {
      type: 'run.usage',
      data: { runId, model, usage: metered },
    }),
  ];
}

function lost(state: SessionState, command: CommandOf<'lost'>, now: string): Decision {
  const { run } = state;
  const { runId, sandboxId, cause } = command;
  if (run?.runId !== runId) return refuse(state, 'run_unknown');
  const { said } = run;
  // Told twice of one sandbox: it was let go the first time.
  if (state.sandboxId !== sandboxId && run.restedIn !== sandboxId)
    return { state, events: [], answer: { ok: true, retry: run.attempt <= attemptLimit, said } };
  const attempt = run.attempt + 1;
  const lostRun = eventOf(`run:${runId}:lost:${sandboxId}`, now, {
    type: 'run.lost',
    data: { runId, attempt: run.attempt, cause },
  });
  const ended = eventOf(`sandbox:${sandboxId}:ended`, now, {
    type: 'sandbox.ended',
    data: { sandboxId, cause },
  });
  return {
    state: {
      ...state,
      sandboxId: null,
      parking: false,
      questions: state.questions.filter(({ open }) => !open),
      run: { ...run, attempt, restedIn: null },
    },
    // One that was parked has been told to be over.
    events: state.sandboxId === sandboxId ? [lostRun, ended] : [lostRun],
    answer: { ok: true, retry: attempt <= attemptLimit, said },
  };
}
