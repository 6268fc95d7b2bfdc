import type { Message } from './message.ts';

const initialSlots = 16;

/**
 * What a reliable connection has been sent and has not acknowledged, numbered from 1.
 * A ring whose slot is the sequence number modulo its size, so nothing is moved or searched.
 */
export class UnackedMessages {
  #slots: Array<Message | undefined> = emptySlots(initialSlots);
  #oldest = 1;
  #next = 1;
  #bytes = 0;

  get count(): number {
    return this.#next - this.#oldest;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps the message and returns its sequence number. */
  push(message: Message): number {
    if (this.count === this.#slots.length) this.#grow();
    const sequenceId = this.#next++;
    this.#slots[sequenceId & (this.#slots.length - 1)] = message;
    this.#bytes += message.bytes;
    return sequenceId;
  }

  /** Forgets everything up to `sequenceId`; numbers not yet sent are treated as the last one. */
  acknowledge(sequenceId: number): void {
    const last = Math.min(sequenceId, this.#next - 1);
    for (; this.#oldest <= last; this.#oldest++) {
      const slot = this.#oldest & (this.#slots.length - 1);
      this.#bytes -= this.#slots[slot]?.bytes ?? 0;
      this.#slots[slot] = undefined;
    }
  }

  /** The kept messages, oldest first. */
  *entries(): Generator<[sequenceId: number, message: Message]> {
    for (let sequenceId = this.#oldest; sequenceId < this.#next; sequenceId++) {
      const message = this.#slots[sequenceId & (this.#slots.length - 1)];
      if (message) yield [sequenceId, message];
    }
  }

  #grow(): void {
    const larger = emptySlots(this.#slots.length * 2);
    for (const [sequenceId, message] of this.entries()) {
      larger[sequenceId & (larger.length - 1)] = message;
    }
    this.#slots = larger;
  }
}

/** @param size a power of two, so that a mask can replace the modulo */
function emptySlots(size: number): Array<Message | undefined> {
  return new Array<Message | undefined>(size).fill(undefined);
}
