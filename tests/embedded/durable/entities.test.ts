import { EntityId } from 'durable-functions';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, runningEngine } from './running-engine.ts';

let host: RunningEngine;
beforeAll(async () => {
  host = await runningEngine();
});
afterAll(() => host.close());
afterEach(() => {
  expect(globalThis.plannerCheck.mismatches).toEqual([]);
});

const stateOf = (name: string, key: string) => host.client.readEntityState(new EntityId(name, key));

describe('entities', () => {
  it('answer calls with objects, and a call whose handler returns nothing with undefined', async () => {
    const { output } = await host.run('entityCalls');
    expect(output).toEqual({
      added: 5,
      got: { value: 5, nested: [{ falsy: [0, '', null, false] }] },
      nothing: 'undefined',
    });
  });

  it('receive falsy inputs of calls, null as undefined', async () => {
    const { output } = await host.run('entityInputs');
    expect(output).toEqual(
      [0, '', false, 'undefined', 'undefined', 'text', { a: [1] }].map((received) => ({
        received,
      })),
    );
  });

  it('that throw give the caller an error without their message, and keep what they had set', async () => {
    const { output } = await host.run('entityThrows');
    expect(output).toEqual({
      message: '[object Object]',
      state: { value: 999, nested: [{ falsy: [0, '', null, false] }] },
    });
  });

  it('take signals of a client in order', async () => {
    for (let n = 0; n < 60; n += 1) {
      await host.client.signalEntity(new EntityId('log', 'fifo'), 'append', `${n}`);
    }
    await host.engine.idle();
    const { entityState } = await stateOf('log', 'fifo');
    expect(entityState).toEqual(Array.from({ length: 60 }, (_, n) => `${n}`));
  });

  it('signal each other', async () => {
    await host.client.signalEntity(new EntityId('Log', 'first'), 'relay', 'a');
    await host.client.signalEntity(new EntityId('log', 'first'), 'relay', 'b');
    await host.engine.idle();
    expect((await stateOf('log', 'last')).entityState).toEqual(['a relayed', 'b relayed']);
  });

  it('lose falsy inputs only in signals from another entity', async () => {
    await host.client.signalEntity(new EntityId('log', 'falsy'), 'append', '');
    await host.client.signalEntity(new EntityId('log', 'sender'), 'relayFalsy', '');
    await host.engine.idle();
    expect((await stateOf('log', 'falsy')).entityState).toEqual(['', '?']);
  });

  it('are gone once they delete themselves', async () => {
    const id = new EntityId('counter', 'doomed');
    await host.client.signalEntity(id, 'add', 1);
    await host.engine.idle();
    expect(await stateOf('counter', 'doomed')).toMatchObject({
      entityExists: true,
      entityState: 1,
    });
    await host.client.signalEntity(id, 'delete');
    await host.engine.idle();
    expect(await stateOf('counter', 'doomed')).toMatchObject({ entityExists: false });
    const rows = host.database.prepare('SELECT id FROM durable_entities WHERE id = ?');
    expect(rows.all('@counter@doomed')).toEqual([]);
  });

  it('that do not exist answer a call with an error that says so', async () => {
    const { output } = await host.run('callsEntity', { name: 'nobody', operation: 'x' });
    expect(output).toEqual({
      error: "The function 'nobody' doesn't exist, is disabled, or is not an entity function.",
    });
    const signalled = host.client.signalEntity(new EntityId('nobody', 'k'), 'x');
    await expect(signalled).rejects.toThrow("'nobody' doesn't exist");
  });
});
