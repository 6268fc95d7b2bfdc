import { CosmosClient } from '@azure/cosmos';
import { afterEach, expect, it } from 'vitest';
import { createContainers } from '../../../adapters/cosmos/containers.ts';
import { CosmosDatabase } from '../../../adapters/cosmos/database.ts';
import { CosmosHistory } from '../../../adapters/history/cosmos.ts';
import { MemoryBlobs } from '../../fakes/blobs/memory-blobs.ts';
import { fakeKey } from '../../fakes/cosmos/fake-cosmos.ts';
import { KillableFake } from '../../fakes/killable-fake.ts';

const fake = new KillableFake('cosmos');
afterEach(() => fake.remove());

it('loses no event and stores none twice while the database is killed again and again', async () => {
  await fake.start();
  const endpoint = `http://127.0.0.1:${fake.port}/`;
  const client = new CosmosClient({ endpoint, key: fakeKey });
  await createContainers(client, 'harvest');
  const database = new CosmosDatabase({ endpoint, database: 'harvest', access: { key: fakeKey } });
  const writers = [0, 1].map(() => new CosmosHistory(database, new MemoryBlobs()));
  let killing = true;
  let acknowledged = 0;
  const write = async (history: CosmosHistory, writer: number): Promise<string[]> => {
    const keys: string[] = [];
    for (let n = 0; killing || n < 20; n += 1) {
      const event = { data: { sandboxId: 'sbx', cause: '' }, at: '2026-01-01T00:00:00.000Z' };
      const batch = ['a', 'b'].map((part) => `${writer}/${n}/${part}`);
      const appended = await history.append(
        'ses_1',
        batch.map((key) => ({ ...event, type: 'sandbox.ended', key })),
      );
      expect(appended.map(({ key }) => key)).toEqual(batch);
      keys.push(...batch);
      acknowledged += 1;
    }
    return keys;
  };
  const writing = Promise.all(writers.map((history, writer) => write(history, writer)));
  for (let kills = 0; kills < 4; kills += 1) {
    const before = acknowledged;
    await expect.poll(() => acknowledged, { timeout: 20_000 }).toBeGreaterThan(before + 2);
    await fake.kill();
    await fake.start();
  }
  killing = false;
  const keys = (await writing).flat();
  const stored: string[] = [];
  for (let after = 0; ;) {
    const { events } = await writers[0]!.read('ses_1', { after, limit: 1_000 });
    if (events.length === 0) break;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => after + index + 1));
    stored.push(...events.map(({ key }) => key));
    after += events.length;
  }
  expect(stored.toSorted()).toEqual(keys.toSorted());
  client.dispose();
  await database.close();
}, 120_000);
