import { CosmosDocuments } from '../../../adapters/documents/cosmos.ts';
import { describeDocuments } from '../../conformance/documents.ts';
import { openCosmos } from './open-cosmos.ts';

describeDocuments('Cosmos DB (fake)', async () => {
  const { database, close } = await openCosmos();
  return { documents: new CosmosDocuments(database, Date.now), close };
});
