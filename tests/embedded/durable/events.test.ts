import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, runningEngine } from './running-engine.ts';

let host: RunningEngine;
let preserving: RunningEngine;
/** An engine for which time passes only when a test says so. */
let clocked: RunningEngine;
let now = Date.parse('2026-01-01T00:00:00Z');
beforeAll(async () => {
  host = await runningEngine();
  clocked = await runningEngine({ clock: () => now });
  preserving = await runningEngine({ keepUnawaited: true });
});
afterAll(async () => {
  await host.close();
  await preserving.close();
  await clocked.close();
});
afterEach(() => {
  expect(globalThis.plannerCheck.mismatches).toEqual([]);
});

describe('external events', () => {
  it('of one name that come before they are awaited are all delivered, in order', async () => {
    await host.run('awaitsAfterGate', ['x', 'x', 'x'], 'same');
    for (const n of [1, 2, 3]) await host.client.raiseEvent('same', 'x', n);
    await host.client.raiseEvent('same', 'gate', null);
    await host.engine.idle();
    expect(await host.client.getStatus('same')).toMatchObject({ output: [1, 2, 3] });
  });

  it('of different names are delivered whatever the order they are awaited in', async () => {
    await host.run('awaitsAfterGate', ['z', 'y', 'x'], 'different');
    for (const name of ['x', 'y', 'z']) await host.client.raiseEvent('different', name, { name });
    await host.client.raiseEvent('different', 'gate', null);
    await host.engine.idle();
    expect((await host.client.getStatus('different')).output).toEqual([
      { name: 'z' },
      { name: 'y' },
      { name: 'x' },
    ]);
  });

  it('are kept when they come before the orchestration has begun', async () => {
    const { client } = host.engine;
    const started = client.start({ name: 'awaitsAfterGate', id: 'early', input: '["x"]' });
    const raised = client.send('early', { kind: 'event', name: 'x', input: '7' });
    const gate = client.send('early', { kind: 'event', name: 'gate', input: null });
    expect([(await started).ok, await raised, await gate]).toEqual([true, 'accepted', 'accepted']);
    await host.engine.idle();
    expect((await host.client.getStatus('early')).output).toEqual([7]);
  });

  it('go to the older wait that is still open, not to a later one', async () => {
    await clocked.run('waitsAnew', null, 'between');
    await clocked.client.raiseEvent('between', 'a', 1);
    await clocked.client.raiseEvent('between', 'b', 2);
    await clocked.client.raiseEvent('between', 'gate', null);
    await clocked.engine.idle();
    now += 200;
    await clocked.engine.idle();
    expect((await clocked.client.getStatus('between')).output).toEqual({
      first: 'a',
      oldWait: 2,
      newWait: 'nothing',
    });
  });

  it('go to the newest of several open waits', async () => {
    await clocked.run('waitsAnew', null, 'after');
    await clocked.client.raiseEvent('after', 'a', 1);
    await clocked.client.raiseEvent('after', 'gate', null);
    await clocked.engine.idle();
    await clocked.client.raiseEvent('after', 'b', 2);
    await clocked.engine.idle();
    expect((await clocked.client.getStatus('after')).output).toEqual({
      first: 'a',
      oldWait: 'open',
      newWait: 2,
    });
  });

  it('are lost by continueAsNew when nobody has awaited them, as on Azure', async () => {
    await host.run('tally', [], 'tally');
    await burst(host, 'tally');
    expect((await host.client.getStatus('tally')).input).toEqual([0]);
  });

  it('survive continueAsNew where the host is told to be kinder than Azure', async () => {
    await preserving.run('tally', [], 'tally');
    await burst(preserving, 'tally');
    expect((await preserving.client.getStatus('tally')).output).toEqual([0, 1, 2, 3, 4]);
  });
});

/** Raises events that all arrive before the next turn, the last of which asks for the result. */
async function burst(target: RunningEngine, id: string): Promise<void> {
  const inputs = ['0', '1', '2', '3', '4', '"stop"'];
  await Promise.all(
    inputs.map((input) => target.engine.client.send(id, { kind: 'event', name: 'tick', input })),
  );
  await target.engine.idle();
}

describe('timers', () => {
  it('wake an orchestration when they are due', async () => {
    const begun = Date.now();
    await host.run('sleeps', 60, 'sleeper');
    expect(await host.finished('sleeper')).toMatchObject({ output: 'awake' });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(60);
  });

  it('that are cancelled leave nothing behind', async () => {
    await host.run('deadline', 60_000, 'in-time');
    await host.client.raiseEvent('in-time', 'answer', 'yes');
    await host.engine.idle();
    expect(await host.client.getStatus('in-time')).toMatchObject({ output: 'yes' });
    const messages = host.database.prepare('SELECT * FROM durable_inbox WHERE target = ?');
    expect(messages.all('in-time')).toEqual([]);
  });

  it('win when no event comes', async () => {
    await host.run('deadline', 20, 'too-late');
    expect(await host.finished('too-late')).toMatchObject({ output: 'too late' });
  });

  it('of any length follow the clock that is passed in', async () => {
    const days = 400 * 24 * 60 * 60 * 1_000;
    await clocked.run('sleeps', days, 'long');
    now += days - 1;
    await clocked.engine.idle();
    expect((await clocked.client.getStatus('long')).runtimeStatus).toBe('Running');
    now += 1;
    await clocked.engine.idle();
    expect((await clocked.client.getStatus('long')).output).toBe('awake');
  });

  it('that fell due during a downtime lose against an event that came before', async () => {
    await clocked.run('deadline', 1_000, 'race');
    await clocked.engine.stop();
    await clocked.client.raiseEvent('race', 'answer', 'in time');
    now += 5_000;
    await clocked.restart();
    await clocked.engine.idle();
    expect((await clocked.client.getStatus('race')).output).toBe('in time');
  });

  it('and tasks may be nested in compound tasks', async () => {
    expect(await host.run('nested')).toMatchObject({ output: [1, 3] });
  });
});
