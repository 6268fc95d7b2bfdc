import { ServiceBusClient } from '@azure/service-bus';
import { ServiceBusPromptQueue } from '../../../adapters/queue/service-bus.ts';
import { openServiceBusQueue } from '../../conformance/live/service-bus-queue.ts';
import { describePromptQueue, type QueueUnderTest } from '../../conformance/prompt-queue.ts';
import { FakeScheduler } from '../../embedded/functions/fake-scheduler.ts';
import { startFakeServiceBus } from '../../fakes/service-bus/fake-service-bus.ts';
import { SessionReceiver } from './session-receiver.ts';

describePromptQueue('Service Bus (fake)', async (): Promise<QueueUnderTest> => {
  const scheduler = new FakeScheduler(new Date().toISOString());
  const fake = await startFakeServiceBus({ scheduler });
  const { connectionString } = fake;
  const queue = new ServiceBusPromptQueue({ queue: 'prompts', access: { connectionString } });
  const receivers: SessionReceiver[] = [];
  return {
    queue,
    now: () => scheduler.now(),
    times: { forgetsAfter: 10 * 60_000, dueIn: 60_000, tolerance: 0 },
    async receive(handler) {
      const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0 } });
      receivers.push(new SessionReceiver(client, { queue: 'prompts', slots: 4, handler }));
    },
    settled: () => fake.queue.idle(),
    async advance(ms) {
      scheduler.advanceTo(scheduler.now() + ms);
    },
    async close() {
      await queue.close();
      for (const receiver of receivers) receiver.stop();
      await fake.close();
    },
  };
});

/** As the service itself is held to it, over the wire; the time alone is moved, not waited for. */
describePromptQueue('Service Bus (fake, from outside)', async () => {
  const scheduler = new FakeScheduler(new Date().toISOString());
  const fake = await startFakeServiceBus({ scheduler, deduplicationMs: 20_000 });
  const subject = await openServiceBusQueue({
    access: { connectionString: fake.connectionString },
    queue: 'prompts',
    times: { forgetsAfter: 20_000, dueIn: 20_000, tolerance: 0 },
    clock: {
      now: () => scheduler.now(),
      advance: async (ms) => scheduler.advanceTo(scheduler.now() + ms),
    },
  });
  return {
    ...subject,
    async close() {
      await subject.close();
      await fake.close();
    },
  };
});
