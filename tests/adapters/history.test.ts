import { SqliteHistory } from '../../adapters/history/sqlite.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { describeHistory } from '../conformance/history.ts';

describeHistory('SQLite', async () => {
  const database = new Database(':memory:');
  return { history: new SqliteHistory(database), close: () => database.close() };
});
