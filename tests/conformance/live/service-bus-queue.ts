import { ServiceBusClient } from '@azure/service-bus';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import Long from 'long';
import { ServiceBusPromptQueue } from '../../../adapters/queue/service-bus.ts';
import type { ServiceBusOptions } from '../../../adapters/queue/service-bus-connection.ts';
import { SessionReceiver } from '../../adapters/service-bus/session-receiver.ts';
import type { Delivery, QueueTimes, QueueUnderTest } from '../prompt-queue.ts';

export type ServiceBusUnderTest = Pick<ServiceBusOptions, 'access' | 'queue'> & {
  times: QueueTimes;
  /** A clock that can be moved, where the queue is a fake that keeps to it; else that on the wall. */
  clock?: Pick<QueueUnderTest, 'now' | 'advance'>;
};

/** Sessions that are received from at once. */
const slots = 4;

const wallClock = { now: Date.now, advance: (ms: number) => delay(Math.max(0, ms)) };

/**
 * A queue that is reached over the wire alone, and in which earlier runs may have left something.
 * Nobody else may receive from it: whatever is found there is thrown away.
 */
export async function openServiceBusQueue({
  access,
  queue: name,
  times,
  clock = wallClock,
}: ServiceBusUnderTest): Promise<QueueUnderTest> {
  const queue = new ServiceBusPromptQueue({ queue: name, access });
  const client = connect(access);
  const prefix = `${randomUUID()}/`;
  const own = (id: string): string => id.slice(prefix.length);
  const sessions = new Set<string>();
  const markers = new Map<string, () => void>();
  const receivers: SessionReceiver[] = [];
  await dropDeadLetters(client, name);
  return {
    times,
    ...clock,
    queue: {
      async send(messages) {
        const apart = messages.map((message) => ({
          ...message,
          sessionId: prefix + message.sessionId,
          messageId: prefix + message.messageId,
        }));
        for (const { sessionId } of apart) sessions.add(sessionId);
        await queue.send(apart);
      },
      async deadLetters(page) {
        const { items, ...more } = await queue.deadLetters(page);
        const ours = items.map((letter) => ({
          ...letter,
          sessionId: own(letter.sessionId),
          messageId: own(letter.messageId),
        }));
        return { items: ours, ...more };
      },
      redeliver: (ids) => queue.redeliver(ids),
      close: () => queue.close(),
    },
    async receive(handler) {
      const take = async (delivery: Delivery): Promise<void> => {
        const { sessionId, messageId } = delivery;
        const arrived = markers.get(messageId);
        if (arrived) return arrived();
        if (!sessionId.startsWith(prefix)) return;
        await handler({ ...delivery, sessionId: own(sessionId), messageId: own(messageId) });
      };
      receivers.push(new SessionReceiver(client, { queue: name, slots, handler: take }));
    },
    /** A session's messages come in their order: when the last of it has come, so have all others. */
    async settled() {
      await Promise.all(
        [...sessions].map(async (sessionId) => {
          const messageId = randomUUID();
          const arrival = new Promise<void>((resolve) => markers.set(messageId, resolve));
          await queue.send([{ sessionId, messageId, body: 'the last' }]);
          await arrival;
        }),
      );
    },
    async close() {
      for (const receiver of receivers) receiver.stop();
      const calls = receivers.flatMap(() => Array.from({ length: slots }, () => randomUUID()));
      // Whoever waits for a session ends with the next, and leaves what is in it.
      await queue.send(calls.map((id) => ({ sessionId: id, messageId: id, body: 'the end' })));
      await Promise.all(receivers.map(({ ended }) => ended));
      await Promise.all(calls.map((id) => dropSession(client, name, id)));
      await dropDeadLetters(client, name);
      await Promise.all([queue.close(), client.close()]);
    },
  };
}

function connect(access: ServiceBusOptions['access']): ServiceBusClient {
  const options = { retryOptions: { maxRetries: 0, timeoutInMs: 10_000 } };
  return 'connectionString' in access
    ? new ServiceBusClient(access.connectionString, options)
    : new ServiceBusClient(access.namespace, access.credential, options);
}

/** What is left all the same, because its session is not given back yet, the next receiver throws away. */
async function dropSession(client: ServiceBusClient, queue: string, id: string): Promise<void> {
  try {
    const session = await client.acceptSession(queue, id);
    const messages = await session.receiveMessages(1, { maxWaitTimeInMs: 2_000 });
    for (const message of messages) await session.completeMessage(message);
    await session.close();
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'SessionCannotBeLocked') throw error;
  }
}

async function dropDeadLetters(client: ServiceBusClient, queue: string): Promise<void> {
  const dead = client.createReceiver(queue, { subQueueType: 'deadLetter' });
  while ((await dead.peekMessages(1, { fromSequenceNumber: Long.ZERO })).length > 0)
    for (const message of await dead.receiveMessages(1, { maxWaitTimeInMs: 1_000 }))
      await dead.completeMessage(message);
  await dead.close();
}
