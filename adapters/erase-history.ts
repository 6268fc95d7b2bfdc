import { promptKey } from '../core/prompt-key.ts';
import { questionKey } from '../core/question-key.ts';
import type { Services } from './services.ts';

const pageSize = 500;

/** What a history names, by the ids of the documents that hold it. */
type Named = { prompts: string[]; questions: string[]; runs: string[] };

/** Deletes a session's history, and before that whatever only the history knows of. */
export async function eraseHistory(
  services: Pick<Services, 'history' | 'documents' | 'modelUsage'>,
  sessionId: string,
): Promise<void> {
  const { history, modelUsage } = services;
  const named = await namedIn(history, sessionId);
  for (const runId of named.runs) await modelUsage.forget(sessionId, runId);
  await eraseTexts(services, named);
  await history.delete(sessionId);
  // A rebuilding of the lists may have read the history while it was there, and put some back.
  await eraseTexts(services, named);
}

/** Every prompt that has a text of its own, every question, and every run. */
async function namedIn(history: Services['history'], sessionId: string): Promise<Named> {
  const named: Named = { prompts: [], questions: [], runs: [] };
  for (let after = 0; ;) {
    const { events } = await history.read(sessionId, { after, limit: pageSize });
    const last = events.at(-1);
    if (!last) return named;
    after = last.seq;
    for (const { type, data } of events) {
      if (type === 'prompt.queued' || type === 'prompt.steered' || type === 'prompt.refused')
        named.prompts.push(promptKey(sessionId, data.promptId));
      if (type === 'question.asked') named.questions.push(questionKey(sessionId, data.questionId));
      if (type === 'run.started') named.runs.push(data.runId);
    }
  }
}

async function eraseTexts(
  { documents }: Pick<Services, 'documents'>,
  { prompts, questions }: Named,
): Promise<void> {
  for (const key of prompts) await documents.delete('prompts', key);
  for (const key of questions) await documents.delete('questions', key);
}
