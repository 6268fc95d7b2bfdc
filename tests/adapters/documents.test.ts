import { expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { UnknownPage } from '../../core/ports/unknown-page.ts';
import { describeDocuments } from '../conformance/documents.ts';

describeDocuments('SQLite', async () => {
  const database = new Database(':memory:');
  const documents = new SqliteDocuments(database, () => '2026-01-01T00:00:00.000Z');
  return { documents, close: () => database.close() };
});

it.each(['abc', '-1', '1.5', '', '1e3'])('takes %j for no page of SQLite', async (after) => {
  const database = new Database(':memory:');
  const documents = new SqliteDocuments(database, () => '2026-01-01T00:00:00.000Z');
  await expect(documents.list('books', { after, limit: 1 })).rejects.toThrow(UnknownPage);
  database.close();
});
