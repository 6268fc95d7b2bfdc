import type { ServiceBusReceivedMessage } from '@azure/service-bus';

/** How long, in milliseconds: below the minute after which the queue takes its messages back. */
const longestMs = 40_000;

/** What their bodies may weigh together. */
const maxBytes = 128 * 1024 * 1024;

/** Messages that are kept from others for a while. */
export class HeldMessages {
  readonly messages: ServiceBusReceivedMessage[] = [];
  #bytes = 0;
  readonly #since = performance.now();

  /** No more should be taken: it would fill the memory, or the first ones are about to be lost. */
  get isFull(): boolean {
    return this.#bytes > maxBytes || performance.now() - this.#since > longestMs;
  }

  add(messages: readonly ServiceBusReceivedMessage[]): void {
    for (const message of messages) {
      this.messages.push(message);
      this.#bytes += Buffer.byteLength(JSON.stringify(message.body ?? null));
    }
  }
}
