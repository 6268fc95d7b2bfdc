import { log } from '../log.ts';

/** How often the charges are written down at most, in milliseconds. */
const reportMs = 60_000;

type Charged = { calls: number; requestUnits: number };

/**
 * Counts what Cosmos DB charges, by operation, and logs the sums: a line a minute at most, written
 * with a call, so that a service which does nothing says nothing.
 */
export class Charges {
  readonly #now: () => number;
  #since: number;
  #operations: Record<string, Charged> = {};

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  note(operation: string, requestUnits: number): void {
    const sum = (this.#operations[operation] ??= { calls: 0, requestUnits: 0 });
    sum.calls += 1;
    sum.requestUnits += requestUnits;
    if (this.#now() - this.#since >= reportMs) this.report();
  }

  /** Logs what was charged since the last report, if anything was. */
  report(): void {
    const operations = Object.entries(this.#operations);
    const seconds = Math.round((this.#now() - this.#since) / 1_000);
    this.#since = this.#now();
    this.#operations = {};
    if (operations.length === 0) return;
    const rounded = operations.map(([name, { calls, requestUnits }]) => [
      name,
      { calls, requestUnits: Math.round(requestUnits * 100) / 100 },
    ]);
    const requestUnits = operations.reduce((sum, [, each]) => sum + each.requestUnits, 0);
    log('info', 'cosmos.charges', 'What Cosmos DB has charged.', {
      seconds,
      requestUnits: Math.round(requestUnits * 100) / 100,
      operations: Object.fromEntries(rounded) as Record<string, Charged>,
    });
  }
}
