import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Lane, type LaneOptions } from '../../../embedded/durable/lane.ts';

/** A lane whose turns last until the test ends them. */
function controlled(options: Partial<LaneOptions<string>> = {}) {
  const started: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<void>>();
  let drained = 0;
  const lane = new Lane<string>({
    limit: 2,
    run: (key) => {
      started.push(key);
      const turn = Promise.withResolvers<void>();
      ends.set(key, turn);
      return turn.promise;
    },
    firstBackoffMs: 1,
    maxBackoffMs: 4,
    onFailure: () => {},
    onDrained: () => {
      drained += 1;
    },
    ...options,
  });
  const end = async (key: string) => {
    ends.get(key)?.resolve();
    await setImmediate();
  };
  return { lane, started, end, drained: () => drained };
}

it('runs no more keys at once than its limit, in the order they came', async () => {
  const { lane, started, end } = controlled();
  for (const key of ['a', 'b', 'c', 'd']) lane.add(key);
  expect(started).toEqual(['a', 'b']);
  await end('b');
  expect(started).toEqual(['a', 'b', 'c']);
  await end('a');
  expect(started).toEqual(['a', 'b', 'c', 'd']);
});

it('never runs two turns of one key, and runs another when it was woken meanwhile', async () => {
  const { lane, started, end, drained } = controlled();
  lane.add('a');
  lane.add('a');
  lane.add('a');
  expect(started).toEqual(['a']);
  await end('a');
  expect(started).toEqual(['a', 'a']);
  expect(drained()).toBe(0);
  await end('a');
  expect(started).toEqual(['a', 'a']);
  expect(drained()).toBe(1);
});

it('rests a key that fails for a growing, bounded time', async () => {
  const failures: Array<[number, number]> = [];
  const succeeded = Promise.withResolvers<void>();
  const lane = new Lane<string>({
    limit: 1,
    run: async (_, attempt) => {
      if (attempt < 5) throw new Error('not yet');
      succeeded.resolve();
    },
    firstBackoffMs: 1,
    maxBackoffMs: 4,
    onFailure: (_, __, attempt, backoffMs) => failures.push([attempt, backoffMs]),
    onDrained: () => {},
  });
  lane.add('a');
  await succeeded.promise;
  expect(failures).toEqual([
    [1, 1],
    [2, 2],
    [3, 4],
    [4, 4],
  ]);
});

it('starts nothing once it is stopped', async () => {
  const { lane, started, end } = controlled({ limit: 1 });
  lane.add('a');
  lane.add('b');
  lane.stop();
  expect(lane.drained).toBe(false);
  await end('a');
  lane.add('c');
  expect(started).toEqual(['a']);
  expect(lane.drained).toBe(true);
});
