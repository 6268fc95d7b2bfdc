import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServiceBusPromptQueue } from '../../../adapters/queue/service-bus.ts';
import {
  connectionStringFor,
  startFakeServiceBus,
} from '../../fakes/service-bus/fake-service-bus.ts';
import { startCutProxy } from '../../fakes/network/cut-proxy.ts';
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

  it('stores once what is sent again because the connection broke before the answer', async () => {
    const proxy = await startCutProxy(fake.port);
    const far = open(connectionStringFor(proxy.port), 2_000);
    await far.send([{ sessionId: 's', messageId: 'a', body: 1 }]);
    const sending = proxy.nextRequest().then(async () => {
      proxy.swallowAnswers();
      await expect.poll(waiting).toEqual(['a', 'b']);
      proxy.cut();
    });
    const send = () => far.send([{ sessionId: 's', messageId: 'b', body: 2 }]);
    // The caller hears of it when the SDK has not sent it again by itself, and does so.
    await send().catch(send);
    await sending;
    expect(waiting()).toEqual(['a', 'b']);
    await far.close();
    await proxy.close();
  });

  it('brings a dead letter back once when its lock is lost in between', async () => {
    fake.deadLetters.enqueue([{ message_id: 'a', group_id: 's', body: 1 }]);
    const { items } = await queue.deadLetters({ limit: 10 });
    fake.broker.loseLocks(1);
    expect(await queue.redeliver(items.map(({ id }) => id))).toBe(1);
    expect(waiting()).toHaveLength(1);
    expect(await queue.deadLetters({ limit: 10 })).toEqual({ items: [] });
  });

  it('reaches a dead letter behind more than a thousand others, which stay as they are', async () => {
    const old = Array.from({ length: 1_200 }, (_, n) => ({
      ...{ message_id: `old/${n}`, group_id: 'o', body: n },
    }));
    fake.deadLetters.enqueue(old);
    fake.deadLetters.enqueue([{ message_id: 'young', group_id: 's', body: 'young' }]);
    const before = await queue.deadLetters({ limit: 2_000 });
    const young = before.items.at(-1);
    expect(await queue.redeliver([young?.id ?? '', '999999'])).toBe(1);
    expect(waiting()).toEqual([expect.stringMatching(/^young/)]);
    const { items } = await queue.deadLetters({ limit: 2_000 });
    expect(items.map(({ id }) => id)).toEqual(before.items.slice(0, -1).map(({ id }) => id));
    // Nothing is held back any longer.
    expect(await queue.redeliver([items[0]?.id ?? ''])).toBe(1);
  });

  it('takes nothing in hand for dead letters that are not there', async () => {
    fake.deadLetters.enqueue([{ message_id: 'a', group_id: 's', body: 1 }]);
    expect(await queue.redeliver(['999999', 'unknown', '0'])).toBe(0);
    expect((await queue.deadLetters({ limit: 1 })).items[0]?.deliveryCount).toBe(0);
  });

  it('stores all of a batch or nothing', async () => {
    const messages = ['a', 'b', 'c'].map((messageId) => ({ sessionId: 's', messageId, body: 1 }));
    await queue.send(messages);
    expect(waiting()).toEqual(['a', 'b', 'c']);
    const noSession = { sessionId: '', messageId: 'e', body: 1 };
    const mixed = [{ sessionId: 's', messageId: 'd', body: 1 }, noSession];
    await expect(queue.send(mixed)).rejects.toThrow(/^SERVICE_BUS: /);
    expect(waiting()).toEqual(['a', 'b', 'c']);
  });

  it('names the setting in one line when its key is refused, and not the key', async () => {
    const stranger = open(fake.connectionString.replace('the key of', 'not the key of'));
    const failure: unknown = await stranger.deadLetters({ limit: 1 }).catch((e: unknown) => e);
    expect(String(failure)).toMatch(
      /SERVICE_BUS: access was refused .*put a key into SERVICE_BUS that opens it/,
    );
    expect(String(failure)).not.toMatch(/\n|key of/);
    await stranger.close();
  });

  it('takes the largest prompt that there is, and says so of what no queue takes', async () => {
    const body = (length: number) => ({ prompt: 'x'.repeat(length) });
    await queue.send([{ sessionId: 's', messageId: 'a', body: body(200_000) }]);
    expect(waiting()).toEqual(['a']);
    const sent = queue.send([{ sessionId: 's', messageId: 'b', body: body(300_000) }]);
    await expect(sent).rejects.toThrow(/^SERVICE_BUS: .*256 KB/);
  });

  it('says that the queue is not there', async () => {
    const access = { connectionString: fake.connectionString };
    const other = new ServiceBusPromptQueue({ queue: 'others', access });
    const sent = other.send([{ sessionId: 's', messageId: 'a', body: 1 }]);
    await expect(sent).rejects.toThrow(/^SERVICE_BUS: .* not there \(MessagingEntityNotFound\)/);
    await other.close();
  });

  it('says at once that nobody listens at the address', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    const nowhere = open(connectionStringFor(port));
    const sent = nowhere.send([{ sessionId: 's', messageId: 'a', body: 1 }]);
    await expect(sent).rejects.toThrow(
      /^SERVICE_BUS: the address cannot be reached \(ECONNREFUSED\)/,
    );
    await nowhere.close();
  });

  it('names the setting of the namespace where that has no address', async () => {
    const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() }) };
    const access = { namespace: 'nowhere.invalid', credential };
    const nowhere = new ServiceBusPromptQueue({ queue: 'prompts', access });
    await expect(nowhere.deadLetters({ limit: 1 })).rejects.toThrow(
      /^SERVICE_BUS__fullyQualifiedNamespace: the address cannot be reached \(EAI_\w+\)/,
    );
    await nowhere.close();
  });

  it('keeps its own deadline where nobody answers', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const silent = open(connectionStringFor((server.address() as AddressInfo).port), 200);
    const started = performance.now();
    const sent = silent.send([{ sessionId: 's', messageId: 'a', body: 1 }]);
    await expect(sent).rejects.toThrow(/^SERVICE_BUS: /);
    expect(performance.now() - started).toBeLessThan(5_000);
    await silent.close();
    server.close();
  });
});
