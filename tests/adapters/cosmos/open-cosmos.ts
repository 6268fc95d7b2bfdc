import { CosmosClient } from '@azure/cosmos';
import { randomUUID } from 'node:crypto';
import { createContainers } from '../../../adapters/cosmos/containers.ts';
import { CosmosDatabase, type CosmosOptions } from '../../../adapters/cosmos/database.ts';
import { fakeKey, startFakeCosmos, type FakeCosmos } from '../../fakes/cosmos/fake-cosmos.ts';

export type CosmosUnderTest = {
  fake: FakeCosmos;
  /** Of the database. */
  name: string;
  database: CosmosDatabase;
  close(): Promise<void>;
};

/** A fake of Cosmos DB with the app's containers, and the adapters' connection to it. */
export async function openCosmos(
  options: Partial<CosmosOptions> = {},
  now?: () => number,
): Promise<CosmosUnderTest> {
  const fake = await startFakeCosmos(now ? { now } : {});
  const name = randomUUID();
  const client = new CosmosClient({ endpoint: fake.endpoint, key: fakeKey });
  await createContainers(client, name);
  client.dispose();
  const database = new CosmosDatabase({
    endpoint: fake.endpoint,
    database: name,
    access: { key: fakeKey },
    ...options,
  });
  return {
    fake,
    name,
    database,
    async close() {
      await database.close();
      await fake.close();
    },
  };
}
