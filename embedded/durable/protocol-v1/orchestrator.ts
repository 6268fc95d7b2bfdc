import type { Worker } from '../../functions/worker.ts';
import type { Decision, OrchestrationTurn } from '../protocol.ts';
import { type OrchestratorState, orchestratorState } from './actions.ts';
import { type Plan, plan, UnsupportedAction } from './planner.ts';

/** How the SDK marks an error that carries the orchestrator's state (`OrchestrationFailureError`). */
const STATE_MARK = '\n\n$OutOfProcData$:';

/**
 * Replays an orchestrator over its history and returns what it wants.
 * Rejects when the function could not be run at all; a throw of the app's code is a decision.
 */
export async function runOrchestrator(
  worker: Worker,
  functionName: string,
  turn: OrchestrationTurn,
): Promise<Decision> {
  const { state, failed } = await replay(worker, functionName, payload(turn));
  let planned: Plan;
  try {
    planned = plan(state.actions[0] ?? [], turn.history);
  } catch (error) {
    if (!(error instanceof UnsupportedAction)) throw error;
    return { intents: [], outcome: { type: 'failed', message: error.message } };
  }
  return {
    intents: planned.intents,
    outcome: outcomeOf(state, failed, planned),
    ...(state.customStatus !== undefined && { customStatus: JSON.stringify(state.customStatus) }),
  };
}

function outcomeOf(state: OrchestratorState, failed: boolean, planned: Plan): Decision['outcome'] {
  if (failed) {
    return { type: 'failed', message: state.error ?? 'The orchestrator threw without a message.' };
  }
  if (planned.continueAsNew) {
    const { unawaited } = planned;
    return { type: 'continued-as-new', input: planned.continueAsNew.input, unawaited };
  }
  if (!state.isDone) return { type: 'waiting' };
  return { type: 'completed', output: JSON.stringify(state.output) ?? null };
}

async function replay(
  worker: Worker,
  functionName: string,
  input: unknown,
): Promise<{ state: OrchestratorState; failed: boolean }> {
  try {
    const returned = await worker.invoke(functionName, { input, direct: true });
    return { state: orchestratorState.parse(returned), failed: false };
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const mark = message.indexOf(STATE_MARK);
    if (mark < 0) throw error;
    const text = message.slice(mark + STATE_MARK.length);
    return { state: orchestratorState.parse(JSON.parse(text)), failed: true };
  }
}

function payload(turn: OrchestrationTurn): Record<string, unknown> {
  return {
    history: turn.history,
    // Parsed anew for each replay: the app may change its input, and the SDK does.
    input: turn.input === null ? null : JSON.parse(turn.input),
    instanceId: turn.instance,
    isReplaying: turn.replaying,
    parentInstanceId: turn.parent,
    upperSchemaVersion: 1,
    // Replay schema V3, the last without critical sections.
    upperSchemaVersionNew: 2,
    // Timers of any length are one timer here, so the SDK must never split one.
    longRunningTimerIntervalDuration: '10000.00:00:00',
    maximumShortTimerDuration: '20000.00:00:00',
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  };
}
