import { Database } from '../../adapters/sqlite/database.ts';
import { SqlitePromptQueue } from '../../adapters/queue/sqlite.ts';
import { QueueTrigger } from '../../embedded/functions/queue/queue-trigger.ts';
import { describePromptQueue, type QueueUnderTest } from '../conformance/prompt-queue.ts';
import { FakeScheduler } from '../embedded/functions/fake-scheduler.ts';

describePromptQueue('SQLite', async (): Promise<QueueUnderTest> => {
  const database = new Database(':memory:');
  const scheduler = new FakeScheduler('2026-01-01T00:00:00Z');
  const queue = new SqlitePromptQueue(database, { name: 'prompts', clock: () => scheduler.now() });
  const triggers: QueueTrigger[] = [];
  const waiting = database.prepare('SELECT count(*) AS count FROM queue_messages');
  /** A few commits: each is one turn of the event loop. */
  const commits = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  };

  return {
    queue,
    now: () => scheduler.now(),
    times: { forgetsAfter: 10 * 60_000, dueIn: 60_000, tolerance: 0 },
    async receive(handler) {
      const fn = {
        name: 'prompts',
        trigger: { name: 'message', type: 'serviceBusTrigger' },
        bindings: {},
      };
      const trigger = new QueueTrigger({
        fn,
        queueName: 'prompts',
        database,
        scheduler,
        maxConcurrentSessions: 8,
        extraInputs: {},
        log: () => {},
        worker: {
          functions: new Map(),
          invoke: (_name, { input, metadata = {} }) =>
            handler({
              body: JSON.parse(String(input)),
              sessionId: String(metadata['SessionId']),
              messageId: String(metadata['MessageId']),
              deliveryCount: Number(metadata['DeliveryCount']),
            }),
        },
      });
      triggers.push(trigger);
      trigger.start();
    },
    async settled() {
      for (;;) {
        await commits();
        if (waiting.get()?.['count'] === 0) return;
        // What is left waits for its back-off.
        if (scheduler.nextAt !== undefined) scheduler.advanceTo(scheduler.nextAt);
      }
    },
    async advance(ms) {
      scheduler.advanceTo(scheduler.now() + ms);
      await commits();
    },
    async close() {
      for (const trigger of triggers) await trigger.stop();
      await queue.close();
      database.close();
    },
  };
});
