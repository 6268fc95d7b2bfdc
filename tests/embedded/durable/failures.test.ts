import { EntityId } from 'durable-functions';
import { afterEach, describe, expect, it } from 'vitest';
import type { Invocation } from '../../../embedded/functions/worker.ts';
import { type EngineSetup, type RunningEngine, runningEngine } from './running-engine.ts';

let host: RunningEngine | undefined;
afterEach(() => host?.close());

const quick = { firstBackoffMs: 1, maxBackoffMs: 4, maxTurnAttempts: 3 };

async function hostThatFails(onInvoke: NonNullable<EngineSetup['onInvoke']>) {
  host = await runningEngine({ limits: quick, onInvoke });
  return host;
}

describe('a turn that fails in the host', () => {
  it('is tried again', async () => {
    let failures = 2;
    const failing = await hostThatFails((name) => {
      if (name === 'hello' && failures-- > 0) throw new Error('no memory');
    });
    await failing.run('hello', 'you', 'retried');
    expect(await failing.finished('retried')).toMatchObject({ output: 'hello you' });
    expect(failing.engine.counts().failures).toBe(2);
  });

  it('fails the orchestration after the last attempt', async () => {
    const failing = await hostThatFails((name) => {
      if (name === 'hello') throw new Error('the function is broken');
    });
    await failing.run('hello', 'you', 'poisoned');
    const status = await failing.finished('poisoned');
    expect(status).toMatchObject({
      runtimeStatus: 'Failed',
      output: "Orchestrator function 'hello' failed: the function is broken",
    });
    expect(failing.logged.map(({ code }) => code)).toEqual([
      'durable.turn-failed',
      'durable.turn-failed',
      'durable.orchestration-given-up',
    ]);
  });

  it('sets aside the one signal an entity cannot bear, and no other', async () => {
    const failing = await hostThatFails((name, invocation) => {
      if (name === 'fragile' && inputsOf(invocation).includes('"poison"')) {
        throw new Error('the process ran out of memory');
      }
    });
    for (const input of ['a', 'poison', 'b', 'c']) {
      await failing.client.signalEntity(new EntityId('fragile', 'k'), 'add', input);
    }
    const state = await stateOf(failing, (entries) => entries.length === 3);
    expect(state).toEqual(['a', 'b', 'c']);
    const rows = failing.database.prepare('SELECT target, reason FROM durable_quarantine').all();
    expect(rows).toEqual([{ target: '@fragile@k', reason: 'the process ran out of memory' }]);
    expect(failing.logged.at(-1)?.code).toBe('durable.operation-given-up');
  });

  it('answers the caller of an operation that cannot be run', async () => {
    const failing = await hostThatFails((name) => {
      if (name === 'fragile') throw new Error('broken');
    });
    await failing.run('callsEntity', { name: 'fragile', operation: 'add' }, 'caller');
    expect(await failing.finished('caller')).toMatchObject({ output: { error: 'broken' } });
  });
});

function inputsOf({ input }: Invocation): unknown[] {
  return (input as { batch: Array<{ input: unknown }> }).batch.map((operation) => operation.input);
}

/** Polls the entity until its state is as wanted. */
async function stateOf(target: RunningEngine, wanted: (entries: unknown[]) => boolean) {
  for (;;) {
    const { entityState } = await target.client.readEntityState(new EntityId('fragile', 'k'));
    if (Array.isArray(entityState) && wanted(entityState)) return entityState;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
