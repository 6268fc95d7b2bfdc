import { CosmosDocuments } from '../../../adapters/documents/cosmos.ts';
import { describeDocuments } from '../../conformance/documents.ts';
import { openCosmos } from './open-cosmos.ts';

describeDocuments('Cosmos DB (fake)', async () => {
  let time = Date.parse('2026-01-01T00:00:00.000Z');
  const now = () => time;
  const { database, close } = await openCosmos({}, now);
  const pass = (seconds: number) => void (time += seconds * 1_000);
  return { documents: new CosmosDocuments(database, now), pass, close };
});
