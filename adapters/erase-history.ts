import type { SessionEvent } from '../contracts/events.ts';
import type { Documents } from '../core/ports/documents.ts';
import { promptKey } from '../core/prompt-key.ts';
import { questionKey } from '../core/question-key.ts';
import type { Services } from './services.ts';

/** Events of a page, and thereby texts of a note: some 60 KB, of the 2 MB that a document may have. */
const pageSize = 500;

/** What some events name, by the ids of the documents that hold it. */
type Named = Texts & { runs: string[] };
type Texts = { prompts: string[]; questions: string[] };

/**
 * The collection that keeps which texts a history has named, until they are gone with it: a note for
 * each page, whose id is the session's and the number of the page's first event.
 */
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
  for await (const { first, runs, ...texts } of pagesOf(history, sessionId)) {
    for (const runId of runs) await modelUsage.forget(sessionId, runId);
    await note(documents, `${sessionId}.${first}`, texts);
    await eraseTexts(documents, texts);
  }
  await history.delete(sessionId);
  // A rebuilding of the lists may have read the history while it was there, and put some back.
  await eraseNoted(documents, sessionId);
}

/** A page of the history as often as there is one, and the number of its first event. */
async function* pagesOf(
  history: Services['history'],
  sessionId: string,
): AsyncGenerator<Named & { first: number }> {
  for (let after = 0; ;) {
    const { events } = await history.read(sessionId, { after, limit: pageSize });
    const [first, last] = [events[0], events.at(-1)];
    if (!first || !last) return;
    after = last.seq;
    yield { first: first.seq, ...namedBy(sessionId, events) };
  }
}

/** Every prompt that has a text of its own, every question, and every run. */
function namedBy(sessionId: string, events: readonly SessionEvent[]): Named {
  const named: Named = { prompts: [], questions: [], runs: [] };
  for (const { type, data } of events) {
    if (type === 'prompt.queued' || type === 'prompt.steered' || type === 'prompt.refused')
      named.prompts.push(promptKey(sessionId, data.promptId));
    if (type === 'question.asked') named.questions.push(questionKey(sessionId, data.questionId));
    if (type === 'run.started') named.runs.push(data.runId);
  }
  return named;
}

/** Beside what such a page named when the history began to go. */
async function note(
  documents: Documents,
  id: string,
  { prompts, questions }: Texts,
): Promise<void> {
  if (prompts.length + questions.length === 0) return;
  const before = (await documents.get<Texts>(erasures, id))?.body;
  await documents.put<Texts>(erasures, id, {
    prompts: [...new Set([...prompts, ...(before?.prompts ?? [])])],
    questions: [...new Set([...questions, ...(before?.questions ?? [])])],
  });
}

/** Erases what the notes name, also those of a deletion before this, and each note after its texts. */
async function eraseNoted(documents: Documents, sessionId: string): Promise<void> {
  // The slash follows the dot, so these are all ids that begin so.
  const ofSession = { from: `${sessionId}.`, to: `${sessionId}/` };
  for (;;) {
    const page = await documents.range<Texts>(erasures, { ...ofSession, limit: 20 });
    for (const { id, body } of page.items) {
      await eraseTexts(documents, body);
      await documents.delete(erasures, id);
    }
    if (!page.next) return;
  }
}

async function eraseTexts(documents: Documents, { prompts, questions }: Texts): Promise<void> {
  for (const key of prompts) await documents.delete('prompts', key);
  for (const key of questions) await documents.delete('questions', key);
}
