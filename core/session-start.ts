import type { NewEvent } from '../contracts/events.ts';
import { eventOf } from './session-decision.ts';
import type { RunTicket } from './session-commands.ts';
import type { CurrentRun, SessionState } from './session-state.ts';
import { noWait } from './waiting-time.ts';

/** A prompt is run once, so its id names the run. */
export const runIdOf = (promptId: string): string => promptId.replace(/^prm_/, 'run_');

/** The orchestration of a run that the end of another one starts. */
export const successorOf = (sessionId: string, runId: string): string => `${sessionId}.${runId}`;

export const ticketOf = (run: CurrentRun): RunTicket => ({
  runId: run.runId,
  promptId: run.promptId,
  instanceId: run.instanceId,
  model: run.model,
  ...(run.effort ? { effort: run.effort } : {}),
  said: run.said,
});

/** Makes the next waiting prompt the current run; there must be one, and no run. */
export function startRun(
  state: SessionState,
  how: { instanceId: string; defaultModel: string; now: string },
): { state: SessionState; events: NewEvent[] } {
  const [prompt, ...queue] = state.queue;
  if (!prompt || state.run) throw new Error('A run cannot be started now.');
  const { promptId, author } = prompt;
  const runId = runIdOf(promptId);
  const model = prompt.model ?? how.defaultModel;
  const run: CurrentRun = {
    runId,
    promptId,
    author,
    model,
    ...(prompt.effort ? { effort: prompt.effort } : {}),
    instanceId: how.instanceId,
    attempt: 1,
    startedAt: how.now,
    stopping: false,
    said: [],
    restedIn: null,
    unanswered: false,
    ...noWait,
  };
  const started = eventOf(`run:${runId}:started`, how.now, {
    type: 'run.started',
    data: { runId, promptId, model },
  });
  return { state: { ...state, queue, run }, events: [started] };
}
