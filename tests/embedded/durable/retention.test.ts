import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../../adapters/sqlite/database.ts';
import { Retention } from '../../../embedded/durable/retention.ts';
import { defaultLimits } from '../../../embedded/durable/settings.ts';
import type { Instance } from '../../../embedded/durable/stores/instances.ts';
import { openStores, type Stores } from '../../../embedded/durable/stores/stores.ts';

const HOUR = 60 * 60 * 1_000;
const now = Date.parse('2026-01-02T00:00:00Z');

let database: Database;
let stores: Stores;
beforeEach(() => {
  database = new Database(':memory:');
  stores = openStores(database);
});
afterEach(() => database.close());

const logged: unknown[] = [];

function retention(limits: Partial<typeof defaultLimits>): Retention {
  const log = (_level: string, code: string, _message: string, fields = {}): void => {
    logged.push({ code, ...fields });
  };
  const context = { stores, clock: () => now, log };
  return new Retention({ ...context, limits: { ...defaultLimits, ...limits } });
}

const instance = (n: number, completed: number | null): Instance => ({
  id: `i${n}`,
  name: 'hello',
  version: '',
  execution: 'e',
  status: completed === null ? 'Running' : 'Completed',
  input: null,
  output: null,
  custom: null,
  parent: null,
  created: 0,
  updated: 0,
  completed,
});

const fill = (completed: Array<number | null>) =>
  stores.write(() => {
    for (const [n, at] of completed.entries()) {
      stores.instances.put(instance(n, at));
      stores.instances.appendHistory(`i${n}`, 0, '[]');
    }
  });

const left = () => stores.list.page({}, '', 1_000).map(({ id }) => id);

it('deletes what finished too long ago, with its history, and nothing that runs', async () => {
  await fill([now - 25 * HOUR, now - 23 * HOUR, null]);
  expect(await retention({}).prune()).toBe(1);
  expect(left()).toEqual(['i1', 'i2']);
  expect(stores.instances.history('i0')).toEqual([]);
  expect(stores.instances.history('i1')).toHaveLength(1);
});

it('deletes the oldest of too many, in several batches', async () => {
  await fill(Array.from({ length: 130 }, (_, n) => now - n));
  expect(await retention({ maxFinishedInstances: 10 }).prune()).toBe(120);
  expect(left().sort()).toEqual(Array.from({ length: 10 }, (_, n) => `i${n}`));
});

it('deletes nothing once it is stopped', async () => {
  await fill([now - 25 * HOUR]);
  const stopped = retention({});
  await stopped.stop();
  expect(await stopped.prune()).toBe(0);
  expect(left()).toEqual(['i0']);
});

it('deletes what was set aside a month ago, and says of how much it knows', async () => {
  const message = { kind: 'event', name: 'e', input: null } as const;
  await stores.write(() => {
    for (const days of [31, 31, 29])
      stores.inbox.quarantine('@session@s', message, 'broken', now - days * 24 * HOUR);
  });
  const kept = retention({});
  kept.start();
  await kept.prune();
  await kept.stop();
  expect(stores.inbox.quarantined()).toBe(1);
  expect(logged).toEqual([
    { code: 'durable.quarantined', count: 3 },
    { code: 'durable.quarantine-pruned', count: 2 },
  ]);
});
