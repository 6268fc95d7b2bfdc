import { z } from 'zod';
import type { Database } from '../../../adapters/sqlite/database.ts';

/** What is remembered of a timer across restarts; times in milliseconds since the epoch. */
export type TimerStatus = {
  /** The expression that `next` was computed from. */
  schedule: string;
  /** The occurrence that was handled last; absent before the first one. */
  last?: number;
  next: number;
  updated: number;
};

const row = z.object({
  schedule: z.string(),
  last: z.number().nullable(),
  next: z.number(),
  updated: z.number(),
});

/** Remembers when each timer is to fire next, so that a missed occurrence is noticed. */
export class TimerStatusStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    database.migrate('timers', [
      `CREATE TABLE timers (
         function TEXT PRIMARY KEY,
         schedule TEXT NOT NULL,
         last INTEGER,
         next INTEGER NOT NULL,
         updated INTEGER NOT NULL
       ) STRICT`,
    ]);
  }

  read(functionName: string): TimerStatus | undefined {
    const found = this.#database
      .prepare('SELECT schedule, last, next, updated FROM timers WHERE function = ?')
      .get(functionName);
    if (!found) return undefined;
    const { last, ...status } = row.parse(found);
    return last === null ? status : { ...status, last };
  }

  async write(functionName: string, status: TimerStatus): Promise<void> {
    await this.#database.write(() =>
      this.#database
        .prepare('INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?, ?)')
        .run(functionName, status.schedule, status.last ?? null, status.next, status.updated),
    );
  }
}
