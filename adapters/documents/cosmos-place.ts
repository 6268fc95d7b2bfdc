import { randomBytes } from 'node:crypto';

/**
 * Makes the places by which lists are sorted: text that grows with time, and within a process with
 * every call. Two processes differ in the tail, and in the order of the same moment only.
 */
export class Places {
  readonly #now: () => number;
  readonly #tail = randomBytes(4).toString('hex');
  #last = 0;

  /** @param now milliseconds since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    this.#last = Math.max(this.#last + 1, this.#now() * 1_000);
    return `${String(this.#last).padStart(17, '0')}.${this.#tail}`;
  }
}
