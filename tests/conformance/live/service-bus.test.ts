import { describe } from 'vitest';
import { serviceIdentity } from '../../../adapters/azure/service-identity.ts';
import { describePromptQueue } from '../prompt-queue.ts';
import { openServiceBusQueue } from './service-bus-queue.ts';

const {
  SERVICE_BUS_NAMESPACE: namespace = '',
  SERVICE_BUS: connectionString,
  // Not that of the app: whatever is in it is thrown away.
  SERVICE_BUS_QUEUE: queue = 'conformance',
} = process.env;

/** The queue remembers for 20 seconds, the shortest that the service offers. */
const times = { forgetsAfter: 30_000, dueIn: 20_000, tolerance: 5_000 };

describe.skipIf(!namespace && !connectionString)('on the service itself', () => {
  // A connection string is for Microsoft's emulator, which knows no identities.
  const access = () =>
    connectionString ? { connectionString } : { namespace, credential: serviceIdentity() };
  describePromptQueue('Service Bus', () => openServiceBusQueue({ access: access(), queue, times }));
});
