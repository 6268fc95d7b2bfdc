import { EntityId } from 'durable-functions';
import { afterEach, expect, it } from 'vitest';
import { type RunningEngine, runningEngine } from './running-engine.ts';

let host: RunningEngine;
afterEach(() => host.close());

it('waits for an activity that is under way, and keeps its answer', async () => {
  host = await runningEngine();
  await host.client.startNew('blocked', { instanceId: 'blocked', input: 'key' });
  await expect.poll(() => globalThis.blocked.has('key')).toBe(true);
  const restarted = host.restart();
  globalThis.blocked.get('key')?.('in time');
  await restarted;
  expect(await host.finished('blocked')).toMatchObject({ output: 'in time' });
});

it('goes on with histories that it has to read again', async () => {
  host = await runningEngine({ limits: { cachedHistoryChars: 0 } });
  expect(await host.run('three', null)).toMatchObject({ output: 2 });
  await host.run('awaitsAfterGate', ['x'], 'waiting');
  await host.restart();
  await host.client.raiseEvent('waiting', 'x', 'kept');
  await host.client.raiseEvent('waiting', 'gate', null);
  await host.engine.idle();
  expect(await host.client.getStatus('waiting')).toMatchObject({ output: ['kept'] });
});

it('takes up messages that were committed but not processed', async () => {
  host = await runningEngine();
  await host.engine.stop();
  await host.client.signalEntity(new EntityId('counter', 'later'), 'add', 5);
  await host.client.startNew('hello', { instanceId: 'later', input: 'again' });
  await host.restart();
  await host.engine.idle();
  expect(await host.client.getStatus('later')).toMatchObject({ output: 'hello again' });
  const { entityState } = await host.client.readEntityState(new EntityId('counter', 'later'));
  expect(entityState).toBe(5);
});

it('runs a bounded number of activities at once', async () => {
  host = await runningEngine({ limits: { maxConcurrentActivities: 3 } });
  const keys = ['k0', 'k1', 'k2', 'k3', 'k4'];
  for (const key of keys) {
    await host.client.startNew('blocked', { instanceId: key, input: key });
  }
  await expect.poll(() => host.engine.counts()).toMatchObject({ running: 3, ready: 2 });
  expect(keys.filter((key) => globalThis.blocked.has(key))).toHaveLength(3);
  for (const key of keys) {
    await expect.poll(() => globalThis.blocked.has(key)).toBe(true);
    globalThis.blocked.get(key)?.(key);
    expect(await host.finished(key)).toMatchObject({ output: key });
  }
});
