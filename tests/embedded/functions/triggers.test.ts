import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SqlitePromptQueue } from '../../../adapters/queue/sqlite.ts';
import { Database } from '../../../adapters/sqlite/database.ts';
import { startWorker } from '../../../embedded/functions/start-worker.ts';
import { createTriggers, type Triggers } from '../../../embedded/functions/triggers.ts';
import type { RegisteredFunction, StartedWorker } from '../../../embedded/functions/worker.ts';
import { FakeScheduler } from './fake-scheduler.ts';
import { writeApp } from './test-app.ts';

const app = writeApp(`
  import { app, input } from '@azure/functions';
  const client = input.generic({ type: 'durableClient', name: 'client' });
  const observed = (globalThis.observed = { timers: [], messages: [], hooks: [] });

  app.setup({ enableHttpStream: true });
  app.hook.appStart(() => { observed.hooks.push('appStart'); });
  app.hook.appTerminate(() => { observed.hooks.push('appTerminate'); });
  app.hook.preInvocation((context) => {
    if (context.invocationContext.functionName === 'generic') context.inputs[0].before = true;
  });
  app.hook.postInvocation((context) => {
    if (context.invocationContext.functionName === 'generic') context.result = { ...context.result, after: true };
  });
  app.hook.log((context) => { context.message = context.message.replace('password', '***'); });

  app.timer('tick', {
    schedule: '%TICK%',
    extraInputs: [client],
    handler: async (timer, context) => {
      observed.timers.push({ ...timer, client: context.extraInputs.get('client') });
      await observed.onTick?.();
    },
  });
  app.timer('retried', {
    schedule: '0 0 0 1 1 *',
    runOnStartup: true,
    retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { seconds: 5 } },
    handler: (timer, context) => {
      observed.retries = context.retryContext;
      throw new Error('always');
    },
  });
  app.serviceBusQueue('prompts', {
    connection: 'BUS',
    queueName: '%QUEUE%',
    isSessionsEnabled: true,
    handler: (body, context) => { observed.messages.push({ body, metadata: context.triggerMetadata }); },
  });
  app.generic('generic', {
    trigger: { type: 'thingTrigger', name: 'thing' },
    handler: (thing, context) => {
      context.warn('the password is out');
      if (thing.fail) throw new Error('as asked');
      if ('thrown' in thing) throw thing.thrown;
      observed.thing = thing;
      return { got: thing.value };
    },
  });
`);

type Observed = {
  timers: Array<{
    isPastDue: boolean;
    scheduleStatus: { last: string; next: string };
    client: unknown;
  }>;
  messages: unknown[];
  hooks: string[];
  thing: unknown;
  retries?: { retryCount: number; maxRetryCount: number };
  onTick?: (() => Promise<void>) | undefined;
};
const observed = (): Observed => (globalThis as unknown as { observed: Observed }).observed;

const logged: Array<{ level: string; code: string; message: string }> = [];
const log = (level: string, code: string, message: string): void => {
  logged.push({ level, code, message });
};
let worker: StartedWorker;
let database: Database;
let scheduler: FakeScheduler;
let running: Triggers[];

beforeAll(async () => {
  worker = await startWorker({ appDirectory: app.directory, log });
});
afterAll(async () => {
  await worker.stop();
  expect(observed().hooks).toEqual(['appStart', 'appTerminate']);
  app.remove();
});
beforeEach(() => {
  database = new Database(':memory:');
  scheduler = new FakeScheduler('2026-01-01T00:00:10Z');
  running = [];
  observed().timers = [];
  observed().onTick = undefined;
});
afterEach(async () => {
  for (const triggers of running) await triggers.stop();
  database.close();
});

async function start(settings: Record<string, string> = {}): Promise<Triggers> {
  const triggers = createTriggers({
    worker,
    database,
    host: { routePrefix: 'api', maxConcurrentSessions: 8 },
    settings: { TICK: '0 * * * * *', QUEUE: 'prompts', ...settings },
    extraInputs: ({ bindings }: RegisteredFunction) =>
      'client' in bindings ? { client: 'me' } : {},
    servedElsewhere: ['thingtrigger'],
    log,
    scheduler,
  });
  running.push(triggers);
  await triggers.start();
  await turns();
  return triggers;
}

/** Enough turns of the event loop for an invocation and the commit that follows it. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
}

async function goTo(time: string): Promise<void> {
  scheduler.advanceTo(Date.parse(time));
  await turns();
}

describe('timers', () => {
  it('fire on their schedule with their inputs', async () => {
    await start();
    await goTo('2026-01-01T00:00:59Z');
    expect(observed().timers).toEqual([]);
    await goTo('2026-01-01T00:01:00Z');
    await goTo('2026-01-01T00:02:00Z');
    expect(observed().timers).toMatchObject([
      {
        isPastDue: false,
        client: 'me',
        scheduleStatus: { last: '2026-01-01T00:01:00.000Z', next: '2026-01-01T00:02:00.000Z' },
      },
      { scheduleStatus: { last: '2026-01-01T00:02:00.000Z' } },
    ]);
  });

  it('make up once for what was missed while the process was down', async () => {
    await (await start()).stop();
    await goTo('2026-01-01T05:30:00Z');
    expect(observed().timers).toEqual([]);
    await start();
    expect(observed().timers).toMatchObject([{ isPastDue: true }]);
    await goTo('2026-01-01T05:31:00Z');
    expect(observed().timers).toMatchObject([{ isPastDue: true }, { isPastDue: false }]);
  });

  it('do not make up for occurrences of another schedule', async () => {
    await (await start()).stop();
    await goTo('2026-01-01T05:30:00Z');
    await start({ TICK: '0 0 * * * *' });
    expect(observed().timers).toEqual([]);
  });

  it('go on when an occurrence could not be stored', async () => {
    await start();
    database.prepare('PRAGMA query_only = ON').run();
    await goTo('2026-01-01T00:01:00Z');
    expect(logged.at(-1)).toMatchObject({ level: 'error', code: 'host.timer-unsaved' });
    database.prepare('PRAGMA query_only = OFF').run();
    await goTo('2026-01-01T00:02:00Z');
    await goTo('2026-01-01T00:03:00Z');
    expect(observed().timers).toHaveLength(3);
    await start();
    expect(observed().timers).toHaveLength(3);
  });

  it('do not overlap themselves', async () => {
    const gate = Promise.withResolvers<void>();
    observed().onTick = () => gate.promise;
    await start();
    await goTo('2026-01-01T00:01:00Z');
    await goTo('2026-01-01T00:05:30Z');
    expect(observed().timers).toHaveLength(1);
    gate.resolve();
    await turns();
    expect(observed().timers).toHaveLength(1);
    await goTo('2026-01-01T00:06:00Z');
    expect(observed().timers).toHaveLength(2);
  });

  it('end a run in progress before they stop, and remember it', async () => {
    const gate = Promise.withResolvers<void>();
    observed().onTick = () => gate.promise;
    const triggers = await start();
    await goTo('2026-01-01T00:01:00Z');
    const stopped = triggers.stop();
    gate.resolve();
    await stopped;
    await start();
    expect(observed().timers).toHaveLength(1);
  });

  it('are not waited for without end', async () => {
    const gate = Promise.withResolvers<void>();
    observed().onTick = () => gate.promise;
    const triggers = await start();
    await goTo('2026-01-01T00:01:00Z');
    await triggers.stop(1);
    expect(observed().timers).toHaveLength(1);
    gate.resolve();
  });

  it('run on start-up and retry as the app asks', async () => {
    await start();
    expect(observed().retries).toMatchObject({ retryCount: 0, maxRetryCount: 2 });
    await goTo('2026-01-01T00:00:15Z');
    await goTo('2026-01-01T00:00:20Z');
    await goTo('2026-01-01T00:00:25Z');
    expect(observed().retries).toMatchObject({ retryCount: 2, maxRetryCount: 2 });
  });
});

describe('queues', () => {
  it('hand over the body and the metadata of a message', async () => {
    const queue = new SqlitePromptQueue(database, {
      name: 'prompts',
      clock: () => scheduler.now(),
    });
    await start();
    await queue.send([{ sessionId: 's', messageId: 'm', body: { text: 'hi' } }]);
    await turns();
    expect(observed().messages).toEqual([
      {
        body: { text: 'hi' },
        metadata: expect.objectContaining({
          messageId: 'm',
          sessionId: 's',
          deliveryCount: 1,
          sequenceNumber: 1,
          enqueuedTimeUtc: '2026-01-01T00:00:10.000Z',
        }),
      },
    ]);
  });
});

describe('other triggers', () => {
  it('call functions through the hooks of the app', async () => {
    const result = await worker.invoke('generic', { input: { value: 7 } });
    expect(result).toEqual({ got: 7, after: true });
    expect(observed().thing).toEqual({ value: 7, before: true });
    expect(logged).toContainEqual({ level: 'warn', code: 'app.log', message: 'the *** is out' });
  });

  it('hand over the very object when they ask for it', async () => {
    const input = { value: 1, when: new Date() };
    await worker.invoke('generic', { input, direct: true });
    expect(observed().thing).toBe(input);
  });

  it('get what the handler threw', async () => {
    await expect(worker.invoke('generic', { input: { fail: true } })).rejects.toThrow('as asked');
    for (const thrown of ['', 0, false, null])
      await expect(worker.invoke('generic', { input: { thrown } })).rejects.toThrow(
        'Function generic threw',
      );
    await expect(worker.invoke('missing', { input: {} })).rejects.toThrow('no function named');
  });
});

describe('start-up errors', () => {
  const create = (fn: RegisteredFunction, settings: Record<string, string> = {}) => {
    const functions = new Map([[fn.name, fn]]);
    return () =>
      createTriggers({
        worker: { ...worker, functions },
        database,
        host: { routePrefix: 'api', maxConcurrentSessions: 8 },
        settings,
        extraInputs: () => ({}),
        servedElsewhere: [],
        log,
      });
  };
  const fnWith = (trigger: Record<string, unknown> & { type: string }): RegisteredFunction => ({
    name: 'fn',
    trigger: { name: 'trigger', ...trigger },
    bindings: { trigger },
  });

  it.each([
    [{ type: 'blobTrigger' }, 'this host has no blobTrigger'],
    [{ type: 'timerTrigger', schedule: '%TICK%' }, 'The setting TICK is missing'],
    [{ type: 'timerTrigger', schedule: 'daily' }, 'must have five or six fields'],
    [{ type: 'serviceBusTrigger', topicName: 't' }, 'only queues are served'],
    [{ type: 'serviceBusTrigger', queueName: 'q' }, 'must have isSessionsEnabled'],
    [
      { type: 'serviceBusTrigger', queueName: 'q', isSessionsEnabled: true, cardinality: 'many' },
      'one by one',
    ],
  ])('%j', (trigger, reason) => {
    expect(create(fnWith(trigger))).toThrow(reason);
  });

  it('are output bindings, whose values nobody would take', () => {
    const fn = fnWith({ type: 'httpTrigger' });
    fn.bindings['out'] = { type: 'serviceBus', direction: 'out' };
    expect(create(fn)).toThrow('no output binding of type serviceBus');
  });
});
