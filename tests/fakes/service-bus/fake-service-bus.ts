import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { systemScheduler, type Scheduler } from '../../../embedded/functions/scheduler.ts';
import { Broker } from './broker.ts';
import { FakeQueue } from './fake-queue.ts';
import { MessageStore } from './message-store.ts';

export type FakeServiceBus = {
  connectionString: string;
  port: number;
  queue: FakeQueue;
  deadLetters: FakeQueue;
  broker: Broker;
  close(): Promise<void>;
};

export type FakeServiceBusOptions = {
  queue?: string;
  /** Keeps the data beyond the process. */
  file?: string;
  port?: number;
  scheduler?: Scheduler;
  lockMs?: number;
  /** How long it remembers a message id, in milliseconds. */
  deduplicationMs?: number;
};

const key = { keyName: 'fake', key: 'the key of the fake of Service Bus' };

/**
 * A small Service Bus namespace over AMQP with one queue, as the app's is: with sessions and
 * duplicate detection. It does what the adapter and a receiver use, and refuses everything else.
 */
export async function startFakeServiceBus(
  options: FakeServiceBusOptions = {},
): Promise<FakeServiceBus> {
  const store = new MessageStore(options.file);
  const { queue, deadLetters } = openQueues(store, options);
  const broker = new Broker({ queue, deadLetters, key });
  const sockets = new Set<Socket>();
  const server = broker.container.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    // Or the answers to small requests wait for one another.
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    connectionString: connectionStringFor(port),
    port,
    queue,
    deadLetters,
    broker,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      broker.close();
      store.close();
    },
  };
}

export function connectionStringFor(port: number): string {
  const { keyName, key: secret } = key;
  return `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${keyName};SharedAccessKey=${secret};UseDevelopmentEmulator=true`;
}

function openQueues(
  store: MessageStore,
  options: FakeServiceBusOptions,
): { queue: FakeQueue; deadLetters: FakeQueue } {
  const { queue: name = 'prompts', scheduler = systemScheduler } = options;
  const { lockMs = 30_000, deduplicationMs = 10 * 60_000 } = options;
  const common = { store, scheduler, lockMs };
  const deadLetters = new FakeQueue({
    ...common,
    name: `${name}/$deadletterqueue`,
    requiresSession: false,
    maxDeliveries: Infinity,
    deduplicationMs: 0,
  });
  const queue = new FakeQueue({
    ...common,
    name,
    requiresSession: true,
    maxDeliveries: 10,
    deduplicationMs,
    deadLetters,
  });
  return { queue, deadLetters };
}
