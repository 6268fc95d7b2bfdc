import { ServiceBusClient } from '@azure/service-bus';
import { SessionReceiver } from './session-receiver.ts';

/**
 * A process that receives as the Functions host does: CONNECTION. It reports each delivery, and
 * completes those alone whose body does not say `hang`.
 */
const [connectionString = ''] = process.argv.slice(2);

new SessionReceiver(new ServiceBusClient(connectionString), {
  queue: 'prompts',
  slots: 1,
  handler: async ({ messageId, deliveryCount, body }) => {
    process.send?.({ messageId, deliveryCount });
    if (body === 'hang') await new Promise(() => {});
  },
});
