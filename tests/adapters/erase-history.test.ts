import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { eraseHistory } from '../../adapters/erase-history.ts';
import { SqliteHistory } from '../../adapters/history/sqlite.ts';
import { ModelUsageCounts } from '../../adapters/model-usage.ts';
import { restoreSession } from '../../adapters/restore-session.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import type { EventBody } from '../../contracts/events.ts';
import type { History } from '../../core/ports/history.ts';
import { person } from '../cli/support/scripted-session.ts';
import { storedSession } from '../functions/support/stored-session.ts';

const sessionId = 'ses_0000000001';
const promptId = 'prm_0000000001';
const runId = 'run_0000000001';
const at = '2026-06-01T00:00:00.000Z';
const now = () => at;

const bodies: EventBody[] = [
  { type: 'prompt.queued', data: { promptId, text: 'Work', author: person, position: 0 } },
  { type: 'question.asked', data: { questionId: 'que_0000000001', runId, questions: [] } },
];

let database: Database;
let documents: SqliteDocuments;
let history: SqliteHistory;
beforeEach(async () => {
  database = new Database(':memory:');
  documents = new SqliteDocuments(database, now);
  history = new SqliteHistory(database);
  await history.append(
    sessionId,
    bodies.map((body, index) => ({ ...body, key: `k${index}`, at })),
  );
});
afterEach(() => database.close());

const historyWith = (other: Partial<History>): History => ({
  append: (...given) => history.append(...given),
  read: (...given) => history.read(...given),
  sessions: (...given) => history.sessions(...given),
  delete: (...given) => history.delete(...given),
  ...other,
});
const restore = (read: History = history) =>
  restoreSession({ documents, history: read, now }, storedSession(sessionId));
const erase = (from: History = history) =>
  eraseHistory(
    { documents, history: from, modelUsage: new ModelUsageCounts(documents) },
    sessionId,
  );
const texts = () =>
  database.prepare("SELECT id FROM documents WHERE collection IN ('prompts', 'questions')").all();

it('leaves no text of a session', async () => {
  await restore();
  expect(await texts()).toHaveLength(2);
  await erase();
  expect(await texts()).toEqual([]);
  expect(await history.read(sessionId, { after: 0, limit: 1 })).toMatchObject({ lastSeq: 0 });
});

it('leaves none that a rebuilding puts back right before the history goes', async () => {
  const late = historyWith({
    delete: async (id: string) => {
      await restore();
      await history.delete(id);
    },
  });
  await erase(late);
  expect(await texts()).toEqual([]);
});

it.each(['half', 'all'])('leaves none when it dies with %s of the history gone', async (part) => {
  const dying = historyWith({
    delete: async (id: string) => {
      await restore();
      await history.delete(id);
      const [first] = bodies;
      if (part === 'half' && first) await history.append(id, [{ ...first, key: 'k0', at }]);
      throw new Error('killed');
    },
  });
  await expect(erase(dying)).rejects.toThrow('killed');
  expect(await texts()).toHaveLength(2);
  await erase();
  expect(database.prepare('SELECT collection, id FROM documents').all()).toEqual([]);
});

it('notes which texts are to go in documents of a bounded size, however many prompts there are', async () => {
  const many = Array.from({ length: 520 }, (_, index) => {
    const data = { promptId: `prm_${String(index).padStart(10, '0')}`, runId, text: 'Work' };
    return {
      key: `m${index}`,
      at,
      type: 'prompt.steered' as const,
      data: { ...data, author: person },
    };
  });
  await history.append(sessionId, many);
  await restore();
  const dying = historyWith({
    delete: async (id: string) => {
      await history.delete(id);
      await history.append(id, many.slice(0, 510));
      await restore();
      throw new Error('killed');
    },
  });
  await expect(erase(dying)).rejects.toThrow('killed');
  await expect(erase(dying)).rejects.toThrow('killed');
  const notes = database
    .prepare("SELECT length(body) AS size FROM documents WHERE collection = 'erasures'")
    .all();
  expect(notes.length).toBeGreaterThan(1);
  for (const { size } of notes) expect(size).toBeLessThan(100_000);
  await erase();
  expect(database.prepare('SELECT collection, id FROM documents').all()).toEqual([]);
});

it('leaves none that a rebuilding puts back afterwards, which has read the history before', async () => {
  let known = await history.read(sessionId, { after: 0, limit: 10 });
  await erase();
  const before = historyWith({
    read: async () => {
      const page = known;
      known = await history.read(sessionId, { after: 0, limit: 10 });
      return page;
    },
  });
  await restore(before);
  expect(await texts()).toEqual([]);
});
