import { expect, it } from 'vitest';
import { SqlitePromptQueue } from '../../../adapters/queue/sqlite.ts';
import { Database } from '../../../adapters/sqlite/database.ts';
import { QueueTrigger } from '../../../embedded/functions/queue/queue-trigger.ts';
import { FakeScheduler } from './fake-scheduler.ts';

it('delivers what was handled once more when its dice say so, and before what comes behind', async () => {
  const database = new Database(':memory:');
  const scheduler = new FakeScheduler('2026-01-01T00:00:00Z');
  const queue = new SqlitePromptQueue(database, { name: 'prompts', clock: () => scheduler.now() });
  const delivered: unknown[] = [];
  const falls = [0, 0.9];
  const trigger = new QueueTrigger({
    fn: { name: 'prompts', trigger: { name: 'message', type: 'serviceBusTrigger' }, bindings: {} },
    ...{ queueName: 'prompts', database, scheduler, maxConcurrentSessions: 8, extraInputs: {} },
    log: () => {},
    strict: () => falls.shift() ?? 0.9,
    worker: {
      functions: new Map(),
      invoke: (_name, { metadata = {} }) => {
        delivered.push([metadata['MessageId'], metadata['DeliveryCount']]);
        return Promise.resolve();
      },
    },
  });
  await queue.send(
    ['first', 'second'].map((messageId) => ({ sessionId: 's', messageId, body: {} })),
  );
  trigger.start();
  await expect.poll(() => delivered).toEqual([['first', 1]]);
  await expect.poll(() => scheduler.nextAt).toBeDefined();
  scheduler.advanceTo(scheduler.nextAt ?? 0);
  await expect
    .poll(() => delivered)
    .toEqual([
      ['first', 1],
      ['first', 2],
      ['second', 1],
    ]);
  await trigger.stop();
  await queue.close();
  database.close();
});
