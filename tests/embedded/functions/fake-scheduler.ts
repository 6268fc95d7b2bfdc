import type { Scheduler } from '../../../embedded/functions/scheduler.ts';

/** Time that passes when a test says so. */
export class FakeScheduler implements Scheduler {
  #now: number;
  #timers: Array<{ at: number; callback: () => void }> = [];

  /** @param start ISO time. */
  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(delayMs, 0), callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** When the next callback is due, in milliseconds since the epoch. */
  get nextAt(): number | undefined {
    return this.#timers.length === 0 ? undefined : Math.min(...this.#timers.map(({ at }) => at));
  }

  /** Goes to `time`, calling back what is due on the way, each at its time. */
  advanceTo(time: number): void {
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= time).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((other) => other !== due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = time;
  }
}
