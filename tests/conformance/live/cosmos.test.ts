import { CosmosClient } from '@azure/cosmos';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { describe } from 'vitest';
import { serviceIdentity } from '../../../adapters/azure/service-identity.ts';
import { createContainers } from '../../../adapters/cosmos/containers.ts';
import { CosmosDatabase } from '../../../adapters/cosmos/database.ts';
import { CosmosDocuments } from '../../../adapters/documents/cosmos.ts';
import { CosmosHistory } from '../../../adapters/history/cosmos.ts';
import type { History } from '../../../core/ports/history.ts';
import { MemoryBlobs } from '../../fakes/blobs/memory-blobs.ts';
import { describeDocuments } from '../documents.ts';
import { describeHistory } from '../history.ts';

const { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key } = process.env;

/** An identity may not create databases: it gets the deployed one, and an emulator one of its own. */
async function open(): Promise<CosmosDatabase> {
  if (endpoint === undefined) throw new Error('COSMOS_ENDPOINT is not set.');
  if (key === undefined)
    return new CosmosDatabase({
      endpoint,
      database: 'harvest',
      access: { credential: serviceIdentity() },
    });
  const database = `test-${randomUUID()}`;
  const client = new CosmosClient({ endpoint, key });
  await createContainers(client, database);
  client.dispose();
  return new CosmosDatabase({ endpoint, database, access: { key } });
}

// It may be far away, and many write at once.
describe.skipIf(!endpoint)('on the service itself', { timeout: 120_000 }, () => {
  describeHistory('Cosmos DB', async () => {
    const database = await open();
    const history = new CosmosHistory(database, new MemoryBlobs());
    return { history: apart(history), close: () => database.close() };
  });
  describeDocuments('Cosmos DB', async () => {
    const database = await open();
    const documents = new CosmosDocuments(database, Date.now);
    const pass = (seconds: number) => delay(seconds * 1_000);
    return { documents: collectionsApart(documents), pass, close: () => database.close() };
  });
});

/** Each test has sessions of its own in the one database. */
function apart(history: CosmosHistory): History {
  const prefix = `${randomUUID()}/`;
  return {
    append: (id, events) => history.append(prefix + id, events),
    read: (id, page) => history.read(prefix + id, page),
    delete: (id) => history.delete(prefix + id),
    async sessions(page) {
      const { ids, ...more } = await history.sessions(page);
      const ours = ids.filter((id) => id.startsWith(prefix));
      return { ids: ours.map((id) => id.slice(prefix.length)), ...more };
    },
  };
}

function collectionsApart(documents: CosmosDocuments): CosmosDocuments {
  const prefix = randomUUID();
  return methodsWith(documents, (collection) => `${prefix}/${collection}`);
}

/** The same object, whose methods get another first argument. */
function methodsWith<T extends object>(target: T, change: (first: string) => string): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function') return value;
      return (first: string, ...rest: unknown[]): unknown =>
        Reflect.apply(value, object, [change(first), ...rest]);
    },
  });
}
