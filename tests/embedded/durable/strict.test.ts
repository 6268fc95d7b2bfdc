import { EntityId } from 'durable-functions';
import { afterEach, describe, expect, it } from 'vitest';
import { shuffleSome } from '../../../embedded/durable/strict.ts';
import { type RunningEngine, runningEngine } from './running-engine.ts';

/** Sends signals in one burst and returns the order in which the entity has taken them. */
async function burst(target: RunningEngine, count: number): Promise<unknown> {
  await Promise.all(
    Array.from({ length: count }, (_, n) =>
      target.engine.client.signal({ name: 'log', key: 'k' }, 'append', `"${n}"`),
    ),
  );
  await target.engine.idle();
  return (await target.client.readEntityState(new EntityId('log', 'k'))).entityState;
}

describe('strict mode', () => {
  let host: RunningEngine;
  afterEach(() => host.close());

  it('can deliver the signals of clients in another order', async () => {
    host = await runningEngine({ strict: { shuffleClientSignals: true, random: () => 0 } });
    expect(await burst(host, 4)).toEqual(['1', '2', '3', '0']);
  });

  it('can deliver the signals of clients twice', async () => {
    const numbers = [0.1, 0.9, 0.1];
    const random = () => numbers.shift() ?? 0.9;
    host = await runningEngine({ strict: { duplicateClientSignals: true, random } });
    expect(await burst(host, 4)).toEqual(['0', '0', '1', '2', '2', '3']);
  });
});

it('leaves the messages of others where they are', () => {
  const movable = (item: string) => item.startsWith('client');
  const items = ['client 1', 'other 1', 'client 2', 'other 2', 'client 3'];
  const shuffled = shuffleSome(items, movable, () => 0);
  expect(shuffled).toEqual(['client 2', 'other 1', 'client 3', 'other 2', 'client 1']);
});
