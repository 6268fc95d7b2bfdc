import { services } from '../../adapters/services.ts';
import { failure, type Failure } from '../../contracts/errors.ts';
import { QuestionId, type Effort } from '../../contracts/ids.ts';
import type { Said, StartRun, SteerRun, TurnEnded } from '../../contracts/supervisor.ts';
import { answerText } from '../../core/answer-text.ts';
import { promptKey } from '../../core/prompt-key.ts';
import { questionKey } from '../../core/question-key.ts';
import type { StoredPrompt } from '../../core/session-commands.ts';
import type { StoredQuestion } from '../../core/stored-question.ts';
import { defineActivity } from '../define-activity.ts';

type Dispatch = {
  sessionId: string;
  sandboxId: string;
  runId: string;
  promptId: string;
  model: string;
  effort?: Effort;
  said: string[];
};
export type Dispatched =
  | { state: 'accepted' }
  /** The turn is over already; it was told to an orchestration that has gone since. */
  | { state: 'ended'; turn: TurnEnded }
  /** Its supervisor has not said yet that it can work, or has said that it cannot. */
  | { state: 'preparing' }
  | { state: 'gone' }
  /** It cannot take it, and could not in a copy of this sandbox either. */
  | { state: 'refused'; failure: Failure };

/** Hands the run to the sandbox's supervisor. Idempotent there, on `runId`. */
export const dispatchRun = defineActivity<Dispatch, Dispatched>('dispatch-run', async (input) => {
  const { supervisors, sandboxRecords, sandboxes } = services();
  const { sessionId, sandboxId, runId, promptId } = input;
  const ended = await sandboxRecords.turn(sessionId, runId, sandboxId);
  if (ended) return { state: 'ended', turn: ended };
  const record = await sandboxRecords.get(sandboxId);
  if (record && (!record.ready || record.unusable)) return { state: 'preparing' };
  const { text, author, attachments } = await promptOf(sessionId, promptId);
  const { model, effort } = input;
  const earlier = await Promise.all(input.said.map((id) => saidOf(sessionId, id)));
  const start: StartRun = {
    ...{ runId, promptId, text, author, model, said: earlier },
    ...(effort ? { effort } : {}),
    ...(attachments ? { attachments } : {}),
  };
  const answer = await supervisors.post(sandboxId, '/runs', start);
  if (answer.ok) return { state: 'accepted' };
  const { phase } = await sandboxes.state(sandboxId);
  if (phase !== 'running') return { state: 'gone' };
  if (answer.reason === 'refused' && answer.problem?.code === 'storage_full')
    return { state: 'refused', failure: failure('storage_full') };
  const said = answer.reason === 'refused' ? `refuses with status ${answer.status}` : 'is silent';
  throw new Error(`The supervisor ${said}.`);
});

async function promptOf(sessionId: string, promptId: string): Promise<StoredPrompt> {
  const key = promptKey(sessionId, promptId);
  const prompt = await services().documents.get<StoredPrompt>('prompts', key);
  if (!prompt) throw new Error(`The text of prompt ${promptId} is missing.`);
  return prompt.body;
}

/** The words of a prompt that was steered in, or of an answer. */
async function saidOf(sessionId: string, id: string): Promise<Said> {
  if (QuestionId.safeParse(id).success) {
    const key = questionKey(sessionId, id);
    const question = await services().documents.get<StoredQuestion>('questions', key);
    if (!question) throw new Error(`The answer to ${id} is missing.`);
    return { id, text: answerText(question.body) };
  }
  const { text, attachments } = await promptOf(sessionId, id);
  return { id, text, ...(attachments ? { attachments } : {}) };
}

type Steer = SteerRun & { sandboxId: string; runId: string };

/** Sends a prompt into the running turn, once however often it is asked; `false` when that turn is over or not yet at work. */
export const steerRun = defineActivity<Steer, { steered: boolean }>('steer-run', async (input) => {
  const { sandboxId, runId, ...body } = input;
  const { supervisors, sandboxes } = services();
  const answer = await supervisors.post(sandboxId, `/runs/${runId}/steer`, body);
  if (answer.ok) return { steered: true };
  // No answer is not a no: the text may have gone in, and must not be done once more.
  if (answer.reason === 'unreachable' && (await sandboxes.state(sandboxId)).phase === 'running')
    throw new Error('The supervisor does not answer.');
  return { steered: false };
});

/** Together with the wait for the turn's end and with the killing, it has to fit into 15 seconds. */
const abortMs = 3_000;

type Abort = { sandboxId: string; runId: string };

/** Asks the supervisor to stop the turn. That it has stopped is told by the turn's end. */
export const abortRun = defineActivity<Abort, { asked: boolean }>('abort-run', async (input) => {
  const { supervisors } = services();
  const answer = await supervisors.post(input.sandboxId, `/runs/${input.runId}/abort`, {}, abortMs);
  return { asked: answer.ok };
});
