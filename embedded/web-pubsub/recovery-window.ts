import type { Connection } from './connection.ts';

/** Reliable connections without a socket, which end when nobody comes back for them in time. */
export class RecoveryWindow {
  readonly #windowMs: number;
  readonly #clock: () => number;
  /** When each was lost; a Map iterates in that order, oldest first. */
  readonly #lost = new Map<Connection, number>();
  #timer: NodeJS.Timeout | undefined;

  /** @param clock milliseconds since the epoch */
  constructor(windowMs: number, clock: () => number) {
    this.#windowMs = windowMs;
    this.#clock = clock;
  }

  get size(): number {
    return this.#lost.size;
  }

  add(connection: Connection): void {
    this.#lost.set(connection, this.#clock());
    this.#schedule();
  }

  delete(connection: Connection): void {
    this.#lost.delete(connection);
  }

  /** Ends the connections whose time is up. Called by a timer, and before anyone looks. */
  sweep(): void {
    const lostBefore = this.#clock() - this.#windowMs;
    for (const [connection, lostAt] of this.#lost) {
      if (lostAt > lostBefore) return;
      this.#lost.delete(connection);
      connection.end();
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const connection of this.#lost.keys()) connection.end();
    this.#lost.clear();
  }

  /** One timer for all: it runs while anyone is lost and is late by at most one window. */
  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.sweep();
      if (this.#lost.size > 0) this.#schedule();
    }, this.#windowMs).unref();
  }
}
