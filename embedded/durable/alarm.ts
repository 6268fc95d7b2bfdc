/** The longest delay that setTimeout takes. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** One process timer for the earliest of many due times. */
export class Alarm {
  readonly #clock: () => number;
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = Number.POSITIVE_INFINITY;

  /** @param ring called when the time has come; it sets the alarm anew for what is left. */
  constructor(clock: () => number, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at `at` (epoch milliseconds) at the latest. */
  set(at: number): void {
    if (at >= this.#at) return;
    this.clear();
    this.#at = at;
    const delay = Math.min(Math.max(at - this.#clock(), 0), MAX_DELAY_MS);
    this.#timer = setTimeout(() => {
      this.#at = Number.POSITIVE_INFINITY;
      this.#ring();
    }, delay);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#at = Number.POSITIVE_INFINITY;
  }
}
