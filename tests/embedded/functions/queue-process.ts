import { Database } from '../../../adapters/sqlite/database.ts';
import { QueueTrigger } from '../../../embedded/functions/queue/queue-trigger.ts';
import { systemScheduler } from '../../../embedded/functions/scheduler.ts';

/**
 * A process that receives from the queue in the database named on its command line. It reports
 * each delivery, and takes for ever over a message with `hang` in its body.
 */
const database = new Database(process.argv[2] ?? '');
new QueueTrigger({
  fn: { name: 'fn', trigger: { name: 'message', type: 'serviceBusTrigger' }, bindings: {} },
  queueName: 'prompts',
  database,
  scheduler: systemScheduler,
  maxConcurrentSessions: 8,
  extraInputs: {},
  log: () => {},
  worker: {
    functions: new Map(),
    async invoke(_name, { input, metadata }) {
      process.send?.({ messageId: metadata?.['MessageId'], count: metadata?.['DeliveryCount'] });
      if (String(input).includes('hang')) await new Promise(() => {});
    },
  },
}).start();
process.on('disconnect', () => process.exit());
