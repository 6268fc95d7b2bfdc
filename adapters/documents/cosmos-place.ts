import { randomBytes } from 'node:crypto';

/** Microseconds since the epoch as text that sorts. */
const textOf = (microseconds: number): string => String(microseconds).padStart(17, '0');

/** Above the place of all that was written before the ISO time, and of nothing else. */
export function firstPlaceAt(time: string): string {
  return textOf(Date.parse(time) * 1_000);
}

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
    return `${textOf(this.#last)}.${this.#tail}`;
  }

  /** A place among those of that ISO time; no two are the same. */
  at(time: string): string {
    return `${firstPlaceAt(time)}.${randomBytes(8).toString('hex')}`;
  }
}
