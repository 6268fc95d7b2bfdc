import type { Database } from '../../../adapters/sqlite/database.ts';
import { type Instance, type InstanceRow, type Status, toInstance } from './instances.ts';

/** Which instances to list; times are epoch milliseconds, inclusive. */
export type InstanceFilter = {
  createdFrom?: number;
  createdTo?: number;
  /** Any status when absent. */
  statuses?: readonly string[];
};

const FINISHED: readonly Status[] = ['Completed', 'Failed', 'Terminated', 'Canceled'];

/** Queries over many instances, for listing and for deleting what is old. */
export class InstanceList {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  /** A page in the order of ids, beginning after the id `after`. */
  page(filter: InstanceFilter, after: string, limit: number): Instance[] {
    const rows = this.#db
      .prepare(
        `SELECT * FROM durable_instances
         WHERE id > ? AND created BETWEEN ? AND ?
           AND (? IS NULL OR status IN (SELECT value FROM json_each(?)))
         ORDER BY id LIMIT ?`,
      )
      .all(
        after,
        filter.createdFrom ?? 0,
        filter.createdTo ?? Number.MAX_SAFE_INTEGER,
        ...repeated(filter.statuses ? JSON.stringify(filter.statuses) : null),
        limit,
      ) as InstanceRow[];
    return rows.map(toInstance);
  }

  /** As {@link page}, of finished instances alone. */
  finishedPage(filter: InstanceFilter, after: string, limit: number): Instance[] {
    const wanted = filter.statuses ?? FINISHED;
    const statuses = FINISHED.filter((status) => wanted.includes(status));
    return this.page({ ...filter, statuses }, after, limit);
  }

  /** Ids of instances that were completed before `before`, the oldest first. */
  completedBefore(before: number, limit: number): string[] {
    return this.#ids(
      'SELECT id FROM durable_instances WHERE completed < ? ORDER BY completed LIMIT ?',
      before,
      limit,
    );
  }

  /** Ids of the oldest completed instances beyond the newest `keep`. */
  completedBeyond(keep: number, limit: number): string[] {
    const { finished } = this.#db
      .prepare('SELECT count(*) AS finished FROM durable_instances WHERE completed IS NOT NULL')
      .get() as { finished: number };
    const excess = Math.min(finished - keep, limit);
    if (excess <= 0) return [];
    return this.#ids(
      'SELECT id FROM durable_instances WHERE completed IS NOT NULL ORDER BY completed LIMIT ?',
      excess,
    );
  }

  #ids(sql: string, ...parameters: number[]): string[] {
    const rows = this.#db.prepare(sql).all(...parameters) as Array<{ id: string }>;
    return rows.map(({ id }) => id);
  }
}

function repeated<T>(value: T): [T, T] {
  return [value, value];
}
