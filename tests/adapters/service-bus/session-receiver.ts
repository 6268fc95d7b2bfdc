import type { ServiceBusClient, ServiceBusSessionReceiver } from '@azure/service-bus';
import { originalMessageId } from '../../../adapters/queue/service-bus-message.ts';
import type { Delivery } from '../../conformance/prompt-queue.ts';

type Handler = (message: Delivery) => Promise<void>;

/**
 * Receives as the Functions host does: a session at a time in each of its slots, its messages one
 * after another, completed when handled and abandoned when not.
 */
export class SessionReceiver {
  readonly #client: ServiceBusClient;
  readonly #queue: string;
  readonly #stop = new AbortController();
  /** Resolves once it holds no session any more, which is after it was stopped. */
  readonly ended: Promise<unknown>;

  constructor(
    client: ServiceBusClient,
    options: { queue: string; slots: number; handler: Handler },
  ) {
    this.#client = client;
    this.#queue = options.queue;
    const slots = Array.from({ length: options.slots }, () => options.handler);
    this.ended = Promise.all(slots.map((handler) => this.#receiveSessions(handler)));
  }

  /**
   * Takes no more sessions. The SDK cannot be made to give up its wait for one, and does not close
   * before that: the end comes with the client's connection, or with the time that it waits for.
   */
  stop(): void {
    this.#stop.abort();
  }

  async #receiveSessions(handler: Handler): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const session = await this.#nextSession();
      if (!session) continue;
      try {
        await this.#receiveMessages(session, handler);
      } catch {
        // Its lock or its connection was lost; what was not settled comes again.
      }
      await session.close().catch(() => undefined);
    }
  }

  async #nextSession(): Promise<ServiceBusSessionReceiver | undefined> {
    try {
      return await this.#client.acceptNextSession(this.#queue, {
        maxAutoLockRenewalDurationInMs: 0,
      });
    } catch {
      // None became free in time, or the connection broke.
      return undefined;
    }
  }

  async #receiveMessages(session: ServiceBusSessionReceiver, handler: Handler): Promise<void> {
    for (;;) {
      const [message] = await session.receiveMessages(1, {
        maxWaitTimeInMs: 1_000,
        abortSignal: this.#stop.signal,
      });
      if (!message) return;
      const handled = await handler({
        sessionId: session.sessionId,
        messageId: originalMessageId(message),
        // The Functions host counts this delivery, too.
        deliveryCount: (message.deliveryCount ?? 0) + 1,
        body: message.body as unknown,
      }).then(
        () => true,
        () => false,
      );
      if (handled) await session.completeMessage(message);
      else await session.abandonMessage(message);
    }
  }
}
