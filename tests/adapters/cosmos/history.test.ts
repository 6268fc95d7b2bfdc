import { CosmosHistory } from '../../../adapters/history/cosmos.ts';
import { describeHistory } from '../../conformance/history.ts';
import { MemoryBlobs } from '../../fakes/blobs/memory-blobs.ts';
import { openCosmos } from './open-cosmos.ts';

describeHistory('Cosmos DB (fake)', async () => {
  const { database, close } = await openCosmos();
  return { history: new CosmosHistory(database, new MemoryBlobs()), close };
});
