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

describe('activities', () => {
  it('run and hand back what they return', async () => {
    const status = await host.run('hello', 'you');
    expect(status).toMatchObject({ runtimeStatus: 'Completed', output: 'hello you' });
  });

  it('receive inputs of every JSON type', async () => {
    const { output } = await host.run('describes');
    expect(output).toEqual([
      'undefined:nothing',
      'undefined:nothing',
      'number:0',
      'string:""',
      'boolean:false',
      'string:"text"',
      'string:"\\"quoted\\""',
      'object:[1]',
      'object:{"a":1}',
    ]);
  });

  it('run side by side', async () => {
    expect(await host.run('fanOut', 300)).toMatchObject({ output: (299 * 300) / 2 });
  });

  it('are retried as often as asked', async () => {
    const { output } = await host.run('retries', { key: 'two', failures: 2 }, 'retries-two');
    void output;
    expect(await host.finished('retries-two')).toMatchObject({
      runtimeStatus: 'Completed',
      output: { result: 3, after: 'after' },
    });
  });

  it('fail for good after the last attempt', async () => {
    await host.run('retries', { key: 'many', failures: 9 }, 'retries-many');
    const status = await host.finished('retries-many');
    expect(status.runtimeStatus).toBe('Failed');
    expect(status.output).toContain("Activity function 'flaky' failed: attempt 3 failed");
  });

  it('are retried side by side, with ids in the order of their failures', async () => {
    await host.run('retriesInParallel', ['p0', 'p1', 'p2', 'p3'], 'parallel');
    expect((await host.finished('parallel')).output).toEqual([1, 2, 3, 4]);
  });

  it('that throw or are missing fail with a message that says which', async () => {
    const thrown = await host.run('catches', 'throws');
    expect(thrown.output).toContain("Activity function 'throws' failed: no luck");
    const missing = await host.run('catches', 'nowhere');
    expect(missing.output).toContain("The function 'nowhere' doesn't exist");
  });

  it('can use a durable client', async () => {
    expect(await host.run('clientInActivity', 'from-activity')).toMatchObject({
      output: 'from-activity',
    });
    expect(await host.finished('from-activity')).toMatchObject({ output: 'hello inner' });
  });
});
