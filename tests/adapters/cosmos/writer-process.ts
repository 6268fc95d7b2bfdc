import { CosmosDatabase } from '../../../adapters/cosmos/database.ts';
import { CosmosHistory } from '../../../adapters/history/cosmos.ts';
import { MemoryBlobs } from '../../fakes/blobs/memory-blobs.ts';
import { fakeKey } from '../../fakes/cosmos/fake-cosmos.ts';
import { manyEvents } from './many-events.ts';

/** A process that appends to a session until it is killed, and reports what it has: ENDPOINT DATABASE. */
const [endpoint = '', name = ''] = process.argv.slice(2);
const database = new CosmosDatabase({ endpoint, database: name, access: { key: fakeKey } });
const history = new CosmosHistory(database, new MemoryBlobs());

for (let append = 0; ; append += 1) {
  await history.append('ses_1', manyEvents(append));
  process.send?.({ append });
}
