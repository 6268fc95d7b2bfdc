import { expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { UnknownPage } from '../../core/ports/unknown-page.ts';
import { describeDocuments } from '../conformance/documents.ts';

describeDocuments('SQLite', async () => {
  let time = Date.parse('2026-01-01T00:00:00.000Z');
  const database = new Database(':memory:');
  const documents = new SqliteDocuments(database, () => new Date(time).toISOString());
  const pass = (seconds: number) => void (time += seconds * 1_000);
  return { documents, pass, close: () => database.close() };
});

it.each(['abc', '-1', '1.5', '', '1e3'])('takes %j for no page of SQLite', async (after) => {
  const database = new Database(':memory:');
  const documents = new SqliteDocuments(database, () => '2026-01-01T00:00:00.000Z');
  await expect(documents.list('books', { after, limit: 1 })).rejects.toThrow(UnknownPage);
  database.close();
});

it('removes what has come to its end from the file', async () => {
  const database = new Database(':memory:');
  let now = '2026-01-01T00:00:00.000Z';
  const documents = new SqliteDocuments(database, () => now);
  for (let id = 0; id < 30; id += 1) await documents.put('codes', `${id}`, {}, { ttlSeconds: 60 });
  now = '2026-01-01T00:01:00.000Z';
  for (const id of ['a', 'b']) await documents.put('codes', id, {}, { ttlSeconds: 60 });
  expect(database.prepare('SELECT id FROM documents ORDER BY id').all()).toEqual([
    { id: 'a' },
    { id: 'b' },
  ]);
  database.close();
});
