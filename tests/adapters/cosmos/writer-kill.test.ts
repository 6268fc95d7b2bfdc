import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CosmosHistory } from '../../../adapters/history/cosmos.ts';
import { MemoryBlobs } from '../../fakes/blobs/memory-blobs.ts';
import { manyEvents } from './many-events.ts';
import { openCosmos } from './open-cosmos.ts';

const main = fileURLToPath(new URL('writer-process.ts', import.meta.url));

it('stores each event once and without a gap when its writer is killed within an append', async () => {
  const { fake, name, database, close } = await openCosmos();
  const child = fork(main, [fake.endpoint, name], { execArgv: [] });
  const exited = once(child, 'exit');
  let acknowledged = -1;
  child.on('message', ({ append }: { append: number }) => {
    acknowledged = append;
  });
  await expect.poll(() => acknowledged, { timeout: 60_000 }).toBeGreaterThanOrEqual(0);
  // Between the two batches of an append, or while one of them is on its way.
  const requests = fake.requests();
  await expect.poll(() => fake.requests(), { interval: 1 }).toBeGreaterThan(requests);
  child.kill('SIGKILL');
  await exited;

  // As a process does that comes back: once more what was not acknowledged, which is there in part.
  const history = new CosmosHistory(database, new MemoryBlobs());
  const appends = acknowledged + 2;
  await history.append('ses_1', manyEvents(acknowledged + 1));
  const promised = Array.from({ length: appends }, (_, append) => manyEvents(append)).flat();
  const stored: string[] = [];
  for (let after = 0; after < promised.length; after = stored.length) {
    const { events } = await history.read('ses_1', { after, limit: 1_000 });
    expect(events).not.toEqual([]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => after + index + 1));
    stored.push(...events.map(({ key }) => key));
  }
  expect(stored.slice(0, promised.length)).toEqual(promised.map(({ key }) => key));
  expect(new Set(stored).size).toBe(stored.length);
  await close();
}, 120_000);
