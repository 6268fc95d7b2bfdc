import { CosmosClient } from '@azure/cosmos';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createContainers } from '../../adapters/cosmos/containers.ts';
import { CosmosDatabase } from '../../adapters/cosmos/database.ts';
import { CosmosHistory } from '../../adapters/history/cosmos.ts';
import { MemoryBlobs } from '../fakes/blobs/memory-blobs.ts';
import { fakeKey, startFakeCosmos } from '../fakes/cosmos/fake-cosmos.ts';
import { Service } from './support/service.ts';
import { historyOf, runOf } from './support/session-log.ts';

test('the whole service keeps its sessions in Cosmos DB, where it is told to', async () => {
  const fake = await startFakeCosmos();
  const { endpoint } = fake;
  const client = new CosmosClient({ endpoint, key: fakeKey });
  await createContainers(client, 'harvest');
  client.dispose();
  const database = new CosmosDatabase({ endpoint, database: 'harvest', access: { key: fakeKey } });
  try {
    await using service = await Service.start({
      env: { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: fakeKey },
    });
    const { api } = service;
    const { sessionId, promptId } = await api.call('createSession', {
      body: { repository: 'sample', prompt: { text: 'Make the failing test pass' } },
    });
    expect((await runOf(api, sessionId, promptId)).data.outcome).toBe('completed');
    const events = await historyOf(api, sessionId);
    await service.stop();

    const stored = await new CosmosHistory(database, new MemoryBlobs()).read(sessionId, {
      after: 0,
      limit: 1_000,
    });
    expect(stored.events.slice(0, events.length)).toEqual(events);
    const local = new DatabaseSync(`${service.home}/harvest.db`, { readOnly: true });
    const tables = local.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    local.close();
    const names = tables.map(({ name }) => name);
    expect(names).toContain('queue_messages');
    expect(names).not.toContain('events');
    expect(names).not.toContain('documents');
  } finally {
    await database.close();
    await fake.close();
  }
}, 240_000);
