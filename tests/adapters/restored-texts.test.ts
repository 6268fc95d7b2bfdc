import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { RestoredTexts } from '../../adapters/restored-texts.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import type { EventBody } from '../../contracts/events.ts';
import { promptKey } from '../../core/prompt-key.ts';
import { questionKey } from '../../core/question-key.ts';
import type { StoredPrompt } from '../../core/session-commands.ts';
import type { StoredQuestion } from '../../core/stored-question.ts';
import { numbered, person } from '../cli/support/scripted-session.ts';

const sessionId = 'ses_0000000001';
const promptId = 'prm_0000000001';
const runId = 'run_0000000001';
const questionId = 'que_0000000001';
const key = promptKey(sessionId, promptId);

const edited = (text: string): EventBody => ({
  type: 'prompt.edited',
  data: { promptId, text, by: person },
});
const history: EventBody[] = [
  {
    type: 'prompt.queued',
    data: { promptId, text: 'First', author: person, model: 'a/b', position: 1 },
  },
  edited('Second'),
  edited('Third'),
];

let database: Database;
let documents: SqliteDocuments;
beforeEach(() => {
  database = new Database(':memory:');
  documents = new SqliteDocuments(database, () => '2026-06-01T00:00:00.000Z');
});
afterEach(() => database.close());

async function restore(events: readonly EventBody[]): Promise<void> {
  const texts = new RestoredTexts(documents, sessionId);
  for (const event of numbered(events)) await texts.add(event);
}
const prompt = async () => (await documents.get<StoredPrompt>('prompts', key))?.body;

it('puts back a prompt as it was edited last, wherever an earlier try was cut short', async () => {
  for (const [index] of history.entries()) {
    await documents.delete('prompts', key);
    await restore(history.slice(0, index + 1));
    await restore(history);
    expect(await prompt()).toEqual({ text: 'Third', author: person, model: 'a/b' });
  }
});

it('undoes nothing that is edited meanwhile', async () => {
  await restore(history);
  const now = { text: 'Fourth', author: person };
  await documents.put('prompts', key, now);
  await restore(history);
  expect(await prompt()).toEqual(now);
});

it('puts back what went into a run without waiting, and what was refused', async () => {
  const refused = 'prm_0000000002';
  const failure = { code: 'queue_full' as const, message: 'Full.' };
  await restore([
    { type: 'prompt.steered', data: { promptId, runId, text: 'Be brief', author: person } },
    { type: 'prompt.refused', data: { promptId: refused, text: 'No', author: person, failure } },
  ]);
  expect(await prompt()).toEqual({ text: 'Be brief', author: person });
  const other = await documents.get('prompts', promptKey(sessionId, refused));
  expect(other?.body).toEqual({ text: 'No', author: person });
});

it('puts back a question with what was said to it, wherever an earlier try was cut short', async () => {
  const questions = [
    { header: 'h', question: 'Which?', options: [], multiple: false, custom: true },
  ];
  const answers = [['red']];
  const asked: EventBody[] = [
    { type: 'question.asked', data: { questionId, runId, questions } },
    { type: 'question.answered', data: { questionId, runId, answers, by: person } },
  ];
  await restore(asked.slice(0, 1));
  await restore(asked);
  const stored = await documents.get<StoredQuestion>(
    'questions',
    questionKey(sessionId, questionId),
  );
  expect(stored?.body).toEqual({ questions, reply: { answers }, by: person.id });
});
