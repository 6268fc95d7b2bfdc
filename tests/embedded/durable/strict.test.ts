import { EntityId } from 'durable-functions';
import { afterEach, describe, expect, it } from 'vitest';
import type { Dice } from '../../../embedded/dice.ts';
import { shuffleSome } from '../../../embedded/durable/strict.ts';
import { type RunningEngine, runningEngine } from './running-engine.ts';

describe('a strict engine', () => {
  let host: RunningEngine;
  let invoked: string[];
  afterEach(() => host.close());

  async function start(strict: Dice): Promise<void> {
    invoked = [];
    host = await runningEngine({ strict, onInvoke: (name) => invoked.push(name) });
  }

  const times = (name: string) => invoked.filter((each) => each === name).length;

  /** Sends signals in one burst; answers how the entity has taken them. */
  async function burst(count: number): Promise<() => Promise<unknown>> {
    await Promise.all(
      Array.from({ length: count }, (_, n) =>
        host.engine.client.signal({ name: 'log', key: 'k' }, 'append', `"${n}"`),
      ),
    );
    return async () => (await host.client.readEntityState(new EntityId('log', 'k'))).entityState;
  }

  it('delivers the signals of clients in another order', async () => {
    await start((what) => (what === 'operations' || what === 'tell' ? 0 : 0.99));
    await expect.poll(await burst(4)).toEqual(['1', '2', '3', '0']);
  });

  it('delivers the signals of clients twice', async () => {
    const numbers = [0.1, 0.9, 0.1];
    await start((what) => (what === 'signal' ? (numbers.shift() ?? 0.9) : 0.99));
    const state = await burst(4);
    await expect
      .poll(async () => ((await state()) as string[]).toSorted())
      .toEqual(['0', '0', '1', '2', '2', '3']);
  });

  it('lets what arrives at an orchestration overtake what came before', async () => {
    await start((what) => (what === 'arrivals' ? 0.3 : 0.99));
    const { client } = host.engine;
    await client.start({ name: 'awaitsAfterGate', id: 'shuffled', input: '["x", "x", "x"]' });
    for (const input of ['1', '2', '3'])
      await client.send('shuffled', { kind: 'event', name: 'x', input });
    await client.send('shuffled', { kind: 'event', name: 'gate', input: null });
    expect((await host.finished('shuffled')).output).toEqual([3, 2, 1]);
  });

  it.each([
    { repeat: 'before its outcome counts', dice: 0 },
    { repeat: 'at the same time', dice: 1 / 6 },
    { repeat: 'when it was over', dice: 2 / 6 },
  ])('runs an activity once more $repeat', async ({ dice }) => {
    await start((what) => (what === 'activity echo' ? dice : 0.99));
    const { client } = host.engine;
    await client.start({ name: 'hello', id: 'repeated', input: '"again"' });
    expect((await host.finished('repeated')).output).toBe('hello again');
    await expect.poll(() => times('echo')).toBe(2);
  });

  it('runs a batch of an entity twice, of which one counts', async () => {
    await start((what) => (what === 'entity log' ? 0 : 0.99));
    await expect.poll(await burst(1)).toEqual(['0']);
    expect(times('Log')).toBe(2);
  });
});

it('leaves the messages of others where they are', () => {
  const movable = (item: string) => item.startsWith('client');
  const items = ['client 1', 'other 1', 'client 2', 'other 2', 'client 3'];
  const shuffled = shuffleSome(items, movable, () => 0);
  expect(shuffled).toEqual(['client 2', 'other 1', 'client 3', 'other 2', 'client 1']);
});
