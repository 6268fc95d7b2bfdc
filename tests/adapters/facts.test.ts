import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { noteFact, restoreFact } from '../../adapters/facts.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { factsCollection, mergeFact } from '../../core/facts.ts';

const now = '2026-06-01T00:00:00.000Z';
const by = { id: 'ann', name: 'Ann' };
let database: Database;
let documents: SqliteDocuments;
beforeEach(() => {
  database = new Database(':memory:');
  documents = new SqliteDocuments(database, () => now);
});
afterEach(() => database.close());

const merge = (at: string, commit = 'c0ffee') =>
  mergeFact({ sessionId: 'ses_1', repository: 'shop' }, { at, commit, by });
const ids = async (): Promise<string[]> => {
  const all = await documents.range(factsCollection, { from: '', to: '~', limit: 100 });
  return all.items.map(({ id }) => id);
};

it('notes a fact once, whenever that is', async () => {
  const fact = merge('2026-05-01T00:00:00.000Z');
  await noteFact(documents, fact, now);
  await noteFact(documents, fact, now);
  await restoreFact(documents, fact, now);
  expect(await ids()).toEqual([fact.id]);
});

it('restores what is missing, and not what was noted a little later', async () => {
  const later = merge('2026-05-01T00:00:02.000Z');
  await noteFact(documents, later, now);
  await restoreFact(documents, merge('2026-05-01T00:00:00.000Z'), now);
  expect(await ids()).toEqual([later.id]);
  const other = merge('2026-05-01T00:00:00.000Z', 'decade');
  await restoreFact(documents, other, now);
  expect(await ids()).toEqual([other.id, later.id]);
});

it('finds what was noted a little later behind many others', async () => {
  for (let n = 0; n < 250; n += 1)
    await noteFact(documents, merge('2026-05-01T00:00:01.000Z', `other${n}`), now);
  await noteFact(documents, merge('2026-05-01T00:00:02.000Z'), now);
  await restoreFact(documents, merge('2026-05-01T00:00:00.000Z'), now);
  expect(database.prepare('SELECT count(*) AS count FROM documents').get()).toEqual({ count: 251 });
});

it('keeps a fact for 401 days from when it happened, and one that is older not at all', async () => {
  await restoreFact(documents, merge('2025-04-25T23:59:00.000Z', 'old'), now);
  expect(await ids()).toEqual([]);
  await restoreFact(documents, merge('2025-04-27T00:00:00.000Z', 'new'), now);
  expect(database.prepare('SELECT expires_at FROM documents').all()).toEqual([
    { expires_at: '2026-06-02T00:00:00.000Z' },
  ]);
});
