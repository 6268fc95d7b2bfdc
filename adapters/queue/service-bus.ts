import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { DeadLetter, PromptQueue, QueueMessage } from '../../core/ports/prompt-queue.ts';
import { AzureProblem } from '../azure/azure-problem.ts';
import { HeldMessages } from './held-messages.ts';
import { ServiceBusConnection, type ServiceBusOptions } from './service-bus-connection.ts';
import { numberOf, revived, toDeadLetter, toServiceBus } from './service-bus-message.ts';

/** How Service Bus numbers messages: 64 bits. */
const sequenceNumber = /^\d{1,19}$/;

/** How long to wait for dead letters when none of those asked for has come yet. */
const lookupMs = 1_000;

/** Dead letters that are asked for at once. */
const batchSize = 500;

/** How often dead letters may slip from our hands before they were taken, within one redelivery. */
const maxLost = 5;

/**
 * The prompt queue on Service Bus: a queue with sessions and duplicate detection, which the
 * Functions host receives from. A batch goes in whole or not at all, and has to fit into one
 * message of 256 KB (Standard).
 */
export class ServiceBusPromptQueue implements PromptQueue {
  readonly #connection: ServiceBusConnection;

  constructor(options: ServiceBusOptions) {
    this.#connection = new ServiceBusConnection(options);
  }

  async send(messages: readonly QueueMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const batch = messages.map((message) => toServiceBus(message));
    await this.#connection.call(({ sender }) => sender.sendMessages(batch));
  }

  async deadLetters(page: {
    after?: string;
    limit: number;
  }): Promise<{ items: DeadLetter[]; next?: string }> {
    const found = await this.#peek(page.after ?? '0', page.limit + 1);
    const items = found.slice(0, page.limit).map((message) => toDeadLetter(message));
    const last = items.at(-1);
    return found.length > items.length && last ? { items, next: last.id } : { items };
  }

  /**
   * The service gives dead letters out in their order only, so those before a wanted one are held
   * back until it has come. They are not deferred, since deferred dead letters of a queue with sessions
   * are known not to be given out again.
   */
  async redeliver(ids: readonly string[]): Promise<number> {
    const wanted = await this.#existing(ids);
    const held = new HeldMessages();
    let count = 0;
    let lost = 0;
    try {
      while (wanted.size > 0 && !held.isFull) {
        const messages = await this.#connection.call(({ dead }) =>
          dead.receiveMessages(batchSize, { maxWaitTimeInMs: lookupMs }),
        );
        // What has not come by now is in other hands.
        if (!messages.some((message) => isUpTo(message, wanted))) {
          held.add(messages);
          break;
        }
        for (const message of messages) {
          if (!wanted.delete(numberOf(message))) {
            held.add([message]);
            continue;
          }
          if (await this.#revive(message)) {
            count += 1;
            continue;
          }
          // It is dead still, and comes again.
          if (++lost <= maxLost) wanted.add(numberOf(message));
        }
      }
    } finally {
      await Promise.allSettled(
        held.messages.map((message) =>
          this.#connection.call(({ dead }) => dead.abandonMessage(message)),
        ),
      );
    }
    return count;
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /**
   * Sent first and only then taken from the dead: cut short between the two, it is sent again, under
   * the same id. Answers false when the lock on the dead letter was lost between the two.
   */
  async #revive(message: ServiceBusReceivedMessage): Promise<boolean> {
    await this.#connection.call(({ sender }) => sender.sendMessages(revived(message)));
    try {
      await this.#connection.call(({ dead }) => dead.completeMessage(message));
      return true;
    } catch (error) {
      if (error instanceof AzureProblem && error.code === 'MessageLockLost') return false;
      throw error;
    }
  }

  /** Those that are there, which a look finds out without taking anything. */
  async #existing(ids: readonly string[]): Promise<Set<string>> {
    const numbers = [...new Set(ids.filter((id) => sequenceNumber.test(id)))];
    const found = await Promise.all(
      numbers.map(async (id) => {
        const [message] = await this.#peek(String(BigInt(id) - 1n), 1);
        return message && numberOf(message) === id ? [id] : [];
      }),
    );
    return new Set(found.flat());
  }

  /** The service answers with fewer than it was asked for as it pleases. */
  async #peek(after: string, limit: number): Promise<ServiceBusReceivedMessage[]> {
    const { Long } = await import('../azure/sdks.ts');
    const found: ServiceBusReceivedMessage[] = [];
    let from = Long.fromString(sequenceNumber.test(after) ? after : '0').add(1);
    while (found.length < limit) {
      const messages = await this.#connection.call(({ dead }) =>
        dead.peekMessages(limit - found.length, { fromSequenceNumber: from }),
      );
      const last = messages.at(-1)?.sequenceNumber;
      if (last === undefined) break;
      found.push(...messages);
      from = last.add(1);
    }
    return found;
  }
}

/** Whether the message is one of them, or before one of them. */
function isUpTo(message: ServiceBusReceivedMessage, numbers: ReadonlySet<string>): boolean {
  const number = BigInt(numberOf(message));
  return [...numbers].some((each) => number <= BigInt(each));
}
