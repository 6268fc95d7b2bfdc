import { promptKey } from '../core/prompt-key.ts';
import { questionKey } from '../core/question-key.ts';
import type { Services } from './services.ts';

const pageSize = 500;

/** What a history names, by the ids of the documents that hold it. */
type Named = Texts & { runs: string[] };
type Texts = { prompts: string[]; questions: string[] };

/** The collection that keeps which texts a history has named, until they are gone with it. */
const erasures = 'erasures';

/**
 * Deletes a session's history, and before that whatever only the history knows of. Cut short, it can
 * be repeated.
 */
export async function eraseHistory(
  services: Pick<Services, 'history' | 'documents' | 'modelUsage'>,
  sessionId: string,
): Promise<void> {
  const { history, documents, modelUsage } = services;
  const named = await namedIn(history, sessionId);
  for (const runId of named.runs) await modelUsage.forget(sessionId, runId);
  const texts = together(named, (await documents.get<Texts>(erasures, sessionId))?.body);
  await documents.put(erasures, sessionId, texts);
  await eraseTexts(services, texts);
  await history.delete(sessionId);
  // A rebuilding of the lists may have read the history while it was there, and put some back.
  await eraseTexts(services, texts);
  await documents.delete(erasures, sessionId);
}

/** What is named yet, and what was when the history began to go. */
function together({ prompts, questions }: Texts, before?: Texts): Texts {
  return {
    prompts: [...new Set([...prompts, ...(before?.prompts ?? [])])],
    questions: [...new Set([...questions, ...(before?.questions ?? [])])],
  };
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
  { prompts, questions }: Texts,
): Promise<void> {
  for (const key of prompts) await documents.delete('prompts', key);
  for (const key of questions) await documents.delete('questions', key);
}
