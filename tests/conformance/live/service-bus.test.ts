import { ServiceBusClient } from '@azure/service-bus';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceIdentity } from '../../../adapters/azure/service-identity.ts';
import { ServiceBusPromptQueue } from '../../../adapters/queue/service-bus.ts';
import { SessionReceiver } from '../../adapters/service-bus/session-receiver.ts';
import type { Delivery } from '../prompt-queue.ts';

const {
  SERVICE_BUS_NAMESPACE: namespace = '',
  SERVICE_BUS: connectionString,
  SERVICE_BUS_QUEUE: name = 'prompts',
} = process.env;

/**
 * The part of the port's conformance that a queue shared with earlier runs and a clock that cannot
 * be moved allow for. The queue must have no other receiver.
 */
describe.skipIf(!namespace && !connectionString)('the prompt queue on Service Bus itself', () => {
  let queue: ServiceBusPromptQueue;
  let receiver: SessionReceiver | undefined;
  beforeEach(() => {
    // A connection string is for Microsoft's emulator, which knows no identities.
    const access = connectionString
      ? { connectionString }
      : { namespace, credential: serviceIdentity() };
    queue = new ServiceBusPromptQueue({ queue: name, access });
  });
  afterEach(async () => {
    receiver?.stop();
    await queue.close();
  });

  const receive = (handler: (delivery: Delivery) => Promise<void>): void => {
    const client = connectionString
      ? new ServiceBusClient(connectionString)
      : new ServiceBusClient(namespace, serviceIdentity());
    receiver = new SessionReceiver(client, { queue: name, slots: 4, handler });
  };

  it('delivers each message of a session once, in order', async () => {
    const sessionId = randomUUID();
    const ids = ['a', 'b', 'c'].map((part) => `${sessionId}/${part}`);
    const messages = ids.map((messageId) => ({ sessionId, messageId, body: { messageId } }));
    await queue.send(messages);
    await queue.send(messages);
    const seen: string[] = [];
    receive(async (delivery) => {
      if (delivery.sessionId === sessionId) seen.push(delivery.messageId);
    });
    await expect.poll(() => seen.length, { timeout: 60_000 }).toBe(3);
    expect(seen).toEqual(ids);
  }, 90_000);

  it('delivers a failed message again before the later ones of its session', async () => {
    const sessionId = randomUUID();
    const ids = ['bad', 'next'].map((part) => `${sessionId}/${part}`);
    await queue.send(ids.map((messageId) => ({ sessionId, messageId, body: messageId })));
    const seen: Array<[string, number]> = [];
    receive(async (delivery) => {
      if (delivery.sessionId !== sessionId) return;
      seen.push([delivery.messageId, delivery.deliveryCount]);
      if (delivery.messageId === ids[0] && delivery.deliveryCount < 3) throw new Error('not yet');
    });
    await expect.poll(() => seen.length, { timeout: 60_000 }).toBe(4);
    expect(seen.map(([id, count]) => [ids.indexOf(id), count])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 1],
    ]);
  }, 90_000);

  it('holds a message until it is due, and lets later ones pass', async () => {
    const sessionId = randomUUID();
    const dueAt = new Date(Date.now() + 5_000).toISOString();
    await queue.send([
      { sessionId, messageId: `${sessionId}/later`, body: 'later', dueAt },
      { sessionId, messageId: `${sessionId}/now`, body: 'now' },
    ]);
    const seen: unknown[] = [];
    let cameAt = 0;
    receive(async (delivery) => {
      if (delivery.sessionId !== sessionId) return;
      seen.push(delivery.body);
      cameAt = Date.now();
    });
    await expect.poll(() => seen.length, { timeout: 60_000 }).toBe(2);
    expect(seen).toEqual(['now', 'later']);
    // The service's clock may differ a little.
    expect(cameAt).toBeGreaterThan(Date.parse(dueAt) - 2_000);
  }, 90_000);

  it('gives a message up after its deliveries, and brings it back on request', async () => {
    const sessionId = randomUUID();
    const messageId = `${sessionId}/bad`;
    await queue.send([{ sessionId, messageId, body: 'text' }]);
    const counts: number[] = [];
    let broken = true;
    receive(async (delivery) => {
      if (delivery.messageId !== messageId) return;
      counts.push(delivery.deliveryCount);
      if (broken) throw new Error('broken');
    });
    const find = async () => {
      for (let after: string | undefined; ;) {
        const page = await queue.deadLetters({ limit: 100, ...(after ? { after } : {}) });
        const found = page.items.find((dead) => dead.messageId === messageId);
        if (found || !page.next) return found;
        after = page.next;
      }
    };
    await expect.poll(find, { timeout: 120_000, interval: 2_000 }).toBeDefined();
    const dead = await find();
    expect(dead).toMatchObject({ sessionId, body: 'text', reason: 'MaxDeliveryCountExceeded' });
    broken = false;
    expect(await queue.redeliver([dead?.id ?? ''])).toBe(1);
    await expect.poll(() => counts.at(-1), { timeout: 60_000 }).toBe(1);
  }, 240_000);
});
