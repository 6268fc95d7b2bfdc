import { services } from '../../adapters/services.ts';
import type { Effort } from '../../contracts/ids.ts';
import type { StartRun, SteerRun } from '../../contracts/supervisor.ts';
import type { StoredPrompt } from '../../core/session-commands.ts';
import { defineActivity } from '../define-activity.ts';

type Dispatch = {
  sandboxId: string;
  runId: string;
  promptId: string;
  attempt: number;
  model: string;
  effort?: Effort;
};
/** `preparing`: its supervisor has not said yet that it can work. */
type Dispatched = { state: 'accepted' | 'preparing' | 'gone' };

/** Hands the run to the sandbox's supervisor. Idempotent there, on `runId`. */
export const dispatchRun = defineActivity<Dispatch, Dispatched>('dispatch-run', async (input) => {
  const { supervisors, documents, sandboxes } = services();
  const { sandboxId, promptId } = input;
  const record = await supervisors.record(sandboxId);
  if (record && !record.ready) return { state: 'preparing' };
  const prompt = await documents.get<StoredPrompt>('prompts', promptId);
  if (!prompt) throw new Error(`The text of prompt ${promptId} is missing.`);
  const { text, author } = prompt.body;
  const { runId, attempt, model, effort } = input;
  const start: StartRun = {
    ...{ runId, promptId, attempt, text, author, model },
    ...(effort ? { effort } : {}),
  };
  const answer = await supervisors.post(sandboxId, '/runs', start);
  if (answer.ok) return { state: 'accepted' };
  if (answer.reason === 'refused')
    throw new Error(`The supervisor refused the run with status ${answer.status}.`);
  const { phase } = await sandboxes.state(sandboxId);
  if (phase === 'running') throw new Error('The supervisor does not answer.');
  return { state: 'gone' };
});

type Steer = { sandboxId: string | null; runId: string; promptId: string; text: string };

/** Sends a prompt into the running turn; `false` when that turn is over or not yet at work. */
export const steerRun = defineActivity<Steer, { steered: boolean }>('steer-run', async (input) => {
  const { sandboxId, runId, promptId, text } = input;
  if (!sandboxId) return { steered: false };
  const body: SteerRun = { promptId, text };
  const answer = await services().supervisors.post(sandboxId, `/runs/${runId}/steer`, body);
  return { steered: answer.ok };
});

type Abort = { sandboxId: string; runId: string };

/** Asks the supervisor to stop the turn. That it has stopped is told by the turn's end. */
export const abortRun = defineActivity<Abort, { asked: boolean }>('abort-run', async (input) => {
  const { supervisors } = services();
  const answer = await supervisors.post(input.sandboxId, `/runs/${input.runId}/abort`, {}, 4_000);
  return { asked: answer.ok };
});
