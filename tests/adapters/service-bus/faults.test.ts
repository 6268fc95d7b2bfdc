import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceBusPromptQueue } from '../../../adapters/queue/service-bus.ts';
import {
  connectionStringFor,
  startFakeServiceBus,
} from '../../fakes/service-bus/fake-service-bus.ts';
import type { FakeServiceBus } from '../../fakes/service-bus/fake-service-bus.ts';

describe('the prompt queue on Service Bus', () => {
  let fake: FakeServiceBus;
  let queue: ServiceBusPromptQueue;
  const open = (connectionString: string, deadlineMs = 10_000): ServiceBusPromptQueue =>
    new ServiceBusPromptQueue({ queue: 'prompts', access: { connectionString }, deadlineMs });
  beforeEach(async () => {
    fake = await startFakeServiceBus();
    queue = open(fake.connectionString);
  });
  afterEach(async () => {
    await queue.close();
    await fake.close();
  });

  const waiting = (): string[] => fake.queue.peek(0, 100).map(({ messageId }) => messageId);

  it('sends again what failed within the service, and stores it once', async () => {
    fake.broker.refuseSends('amqp:internal-error', 1);
    await queue.send([{ sessionId: 's', messageId: 'a', body: 1 }]);
    expect(waiting()).toEqual(['a']);
  });

  it('stores all of a batch or nothing', async () => {
    const messages = ['a', 'b', 'c'].map((messageId) => ({ sessionId: 's', messageId, body: 1 }));
    await queue.send(messages);
    expect(waiting()).toEqual(['a', 'b', 'c']);
    const noSession = { sessionId: '', messageId: 'e', body: 1 };
    const mixed = [{ sessionId: 's', messageId: 'd', body: 1 }, noSession];
    await expect(queue.send(mixed)).rejects.toThrow(/SERVICE_BUS__fullyQualifiedNamespace/);
    expect(waiting()).toEqual(['a', 'b', 'c']);
  });

  it('names setting and role in one line when it is refused, and no key', async () => {
    const stranger = open(fake.connectionString.replace('the key of', 'not the key of'));
    const failure: unknown = await stranger.deadLetters({ limit: 1 }).catch((e: unknown) => e);
    expect(String(failure)).toMatch(
      /SERVICE_BUS__fullyQualifiedNamespace: access was refused .*Azure Service Bus Data Owner/,
    );
    expect(String(failure)).not.toMatch(/\n|key of/);
    await stranger.close();
  });

  it('says that there is no such queue', async () => {
    const access = { connectionString: fake.connectionString };
    const other = new ServiceBusPromptQueue({ queue: 'others', access });
    const sent = other.send([{ sessionId: 's', messageId: 'a', body: 1 }]);
    await expect(sent).rejects.toThrow(
      /SERVICE_BUS__fullyQualifiedNamespace: there is no such queue/,
    );
    await other.close();
  });

  it('keeps its own deadline where nobody answers', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const silent = open(connectionStringFor((server.address() as AddressInfo).port), 200);
    const started = performance.now();
    const sent = silent.send([{ sessionId: 's', messageId: 'a', body: 1 }]);
    await expect(sent).rejects.toThrow(/SERVICE_BUS__fullyQualifiedNamespace: /);
    expect(performance.now() - started).toBeLessThan(5_000);
    await silent.close();
    server.close();
  });
});
