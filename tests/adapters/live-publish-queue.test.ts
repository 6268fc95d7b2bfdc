import { expect, test } from 'vitest';
import { PublishQueue } from '../../adapters/live/publish-queue.ts';

/** A queue whose publishes end when the test says so, by name. */
function controlledQueue(limits: { maxInFlight: number; maxWaiting: number }) {
  const started: string[] = [];
  const dropped: string[] = [];
  const finishers = new Map<string, () => void>();
  const queue = new PublishQueue({ ...limits, onDrop: (group) => dropped.push(group) });
  const add = (group: string, name: string) =>
    queue.add(group, () => {
      started.push(name);
      return new Promise((resolve) => finishers.set(name, resolve));
    });
  /** Ends a publish and lets the queue react. */
  const finish = async (name: string) => {
    finishers.get(name)?.();
    await new Promise(setImmediate);
  };
  return { queue, add, finish, started, dropped };
}

test('runs one publish of a group at a time and several groups at once', async () => {
  const { add, finish, started } = controlledQueue({ maxInFlight: 2, maxWaiting: 10 });
  for (const name of ['a1', 'a2', 'b1', 'c1']) void add(name.charAt(0), name);
  expect(started).toEqual(['a1', 'b1']);
  await finish('b1');
  expect(started).toEqual(['a1', 'b1', 'c1']);
  await finish('a1');
  expect(started).toEqual(['a1', 'b1', 'c1', 'a2']);
});

test('a busy group does not starve the others', async () => {
  const { add, finish, started } = controlledQueue({ maxInFlight: 1, maxWaiting: 10 });
  for (const name of ['a1', 'a2', 'a3', 'b1']) void add(name.charAt(0), name);
  await finish('a1');
  await finish('b1');
  expect(started).toEqual(['a1', 'b1', 'a2']);
});

test('gives up the oldest when too many wait, and goes on in order', async () => {
  const { add, finish, started, dropped } = controlledQueue({ maxInFlight: 1, maxWaiting: 2 });
  void add('a', 'a1');
  const oldest = add('b', 'b1');
  void add('a', 'a2');
  void add('c', 'c1');
  await oldest;
  expect(dropped).toEqual(['b']);
  await finish('a1');
  await finish('c1');
  await finish('a2');
  expect(started).toEqual(['a1', 'c1', 'a2']);
  void add('b', 'b2');
  expect(started.at(-1)).toBe('b2');
});

test('close gives up what waits and resolves when what runs has ended', async () => {
  const { queue, add, finish, started, dropped } = controlledQueue({
    maxInFlight: 1,
    maxWaiting: 9,
  });
  const running = add('a', 'a1');
  const waiting = add('a', 'a2');
  let closed = false;
  const closing = queue.close().then(() => (closed = true));
  await waiting;
  expect([started, dropped, closed]).toEqual([['a1'], ['a'], false]);
  await finish('a1');
  await Promise.all([running, closing]);
  expect(closed).toBe(true);
});
