import { EntityId } from 'durable-functions';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEngine, runningEngine } from './running-engine.ts';

let host: RunningEngine;
beforeAll(async () => {
  host = await runningEngine({ defaultVersion: '1.2' });
});
afterAll(() => host.close());
afterEach(() => {
  globalThis.codeVersion = 1;
  expect(globalThis.plannerCheck.mismatches).toEqual([]);
});

const rowsOf = (table: string, column: string, id: string) =>
  host.database.prepare(`SELECT * FROM ${table} WHERE ${column} = ?`).all(id);

describe('an orchestration', () => {
  it('that throws fails with its message, and its signals are still sent', async () => {
    const status = await host.run('fails', null, 'failing');
    expect(status).toMatchObject({
      runtimeStatus: 'Failed',
      output: "Orchestrator function 'fails' failed: on purpose",
    });
    const { entityState } = await host.client.readEntityState(new EntityId('counter', 'failing'));
    expect(entityState).toBe(1);
  });

  it('starts anew with continueAsNew, and keeps one execution of history', async () => {
    const status = await host.run('counts', { to: 20 }, 'counting');
    expect(status).toMatchObject({ output: 20, customStatus: { at: 19 } });
    expect(rowsOf('durable_history', 'instance', 'counting')).toHaveLength(2);
  });

  it('calls sub-orchestrations and sees how they end', async () => {
    expect(await host.run('parent', { child: 'hello', input: 'child' })).toMatchObject({
      output: { child: 'hello child' },
    });
    const failed = await host.run('parent', { child: 'fails', input: 1, id: 'named-child' });
    expect((failed.output as { error: string }).error).toContain(
      "Orchestrator function 'fails' failed: on purpose",
    );
    expect(await host.client.getStatus('named-child')).toMatchObject({ runtimeStatus: 'Failed' });
    const missing = await host.run('parent', { child: 'nowhere', input: 1 });
    expect((missing.output as { error: string }).error).toContain("'nowhere' doesn't exist");
  });

  it('retries sub-orchestrations', async () => {
    const { instanceId } = await host.run('parentWithRetry', { key: 'child', failures: 2 });
    expect(await host.finished(instanceId)).toMatchObject({ output: 3 });
  });

  it('has the default version or the one it was started with', async () => {
    expect(await host.run('version')).toMatchObject({ output: '1.2' });
    const id = await host.client.startNew('version', { version: '2.0' });
    expect(await host.finished(id)).toMatchObject({ output: '2.0' });
  });

  it('whose code has changed under it fails instead of hanging', async () => {
    await host.run('nondeterministic', null, 'changed');
    globalThis.codeVersion = 2;
    await host.client.raiseEvent('changed', 'go', null);
    await host.engine.idle();
    const status = await host.client.getStatus('changed');
    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain(
      "Non-Deterministic workflow detected: task 0 was activity 'echo' and is now activity 'describe'",
    );
  });

  it('that asks for what this host does not offer fails with a message', async () => {
    expect((await host.run('locks')).output).toContain('lock requires');
    expect((await host.run('callsHttp')).output).toContain('callHttp is not supported');
  });
});

describe('control', () => {
  it('an id in use is a conflict until its orchestration has finished', async () => {
    await host.run('awaitsAfterGate', [], 'once');
    await expect(host.client.startNew('hello', { instanceId: 'once' })).rejects.toThrow('409');
    await host.client.raiseEvent('once', 'gate', null);
    await host.engine.idle();
    expect(await host.run('hello', 'again', 'once')).toMatchObject({ output: 'hello again' });
  });

  it('terminate ends it at once and drops what it waits for', async () => {
    await host.client.startNew('blocked', { instanceId: 'terminated', input: 'to-be-terminated' });
    await expect.poll(() => globalThis.blocked.has('to-be-terminated')).toBe(true);
    await host.client.startNew('deadline', { instanceId: 'terminated-timer', input: 60_000 });
    for (const id of ['terminated', 'terminated-timer']) {
      await host.client.terminate(id, 'enough');
      const status = await host.finished(id);
      expect(status).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
      expect(rowsOf('durable_inbox', 'target', id)).toEqual([]);
      expect(rowsOf('durable_tasks', 'instance', id)).toEqual([]);
    }
    globalThis.blocked.get('to-be-terminated')?.('late');
    await host.engine.idle();
    expect(await host.client.getStatus('terminated')).toMatchObject({ output: 'enough' });
    await host.client.raiseEvent('terminated', 'late', 1);
  });

  it('suspend holds events back until resume', async () => {
    await host.run('awaitsAfterGate', ['x'], 'paused');
    await host.client.suspend('paused', 'lunch');
    await host.client.raiseEvent('paused', 'x', 1);
    await host.client.raiseEvent('paused', 'gate', null);
    await host.engine.idle();
    expect((await host.client.getStatus('paused')).runtimeStatus).toBe('Suspended');
    await host.client.resume('paused', 'back');
    await host.engine.idle();
    expect(await host.client.getStatus('paused')).toMatchObject({ output: [1] });
  });

  it('purge deletes what has finished and nothing else', async () => {
    await host.run('hello', 'x', 'purged');
    await host.run('awaitsAfterGate', [], 'not-purged');
    expect(await host.client.purgeInstanceHistory('purged')).toEqual({ instancesDeleted: 1 });
    expect(await host.client.purgeInstanceHistory('not-purged')).toEqual({ instancesDeleted: 0 });
    expect(rowsOf('durable_history', 'instance', 'purged')).toEqual([]);
    await expect(host.client.getStatus('purged')).rejects.toThrow('404');
    await expect(host.client.raiseEvent('purged', 'x', 1)).rejects.toThrow("ID 'purged'");
  });
});
