import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { describeDocuments } from '../conformance/documents.ts';

describeDocuments('SQLite', async () => {
  const database = new Database(':memory:');
  const documents = new SqliteDocuments(database, () => '2026-01-01T00:00:00.000Z');
  return { documents, close: () => database.close() };
});
