import type { Database } from '../../../adapters/sqlite/database.ts';
import type { HistoryEvent } from '../history.ts';
import type { TaskRef } from '../messages.ts';

export type Status =
  | 'Pending'
  | 'Running'
  | 'Suspended'
  | 'Completed'
  | 'Failed'
  | 'Terminated'
  | 'Canceled';

/** An orchestration instance. `input`, `output`, `custom` are JSON texts; times are epoch milliseconds. */
export type Instance = {
  id: string;
  name: string;
  version: string;
  /** Changes with each continueAsNew and each restart under the same id. */
  execution: string;
  status: Status;
  input: string | null;
  output: string | null;
  custom: string | null;
  parent: TaskRef | null;
  created: number;
  updated: number;
  completed: number | null;
};

/** The row as stored; `parent` is a JSON text. */
export type InstanceRow = Omit<Instance, 'parent'> & { parent: string | null };

/** Orchestration instances and their histories. Changes must run inside `Database.write`. */
export class InstanceStore {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  get(id: string): Instance | undefined {
    const row = this.#db.prepare('SELECT * FROM durable_instances WHERE id = ?').get(id);
    return row && toInstance(row as InstanceRow);
  }

  /** Replaces the instance row of this id, whatever it held. */
  put(instance: Instance): void {
    this.#db
      .prepare(
        `INSERT OR REPLACE INTO durable_instances (id, name, version, execution, status, input,
           output, custom, parent, created, updated, completed)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        instance.id,
        instance.name,
        instance.version,
        instance.execution,
        instance.status,
        instance.input,
        instance.output,
        instance.custom,
        instance.parent && JSON.stringify(instance.parent),
        instance.created,
        instance.updated,
        instance.completed,
      );
  }

  delete(id: string): void {
    this.#db.prepare('DELETE FROM durable_instances WHERE id = ?').run(id);
    this.deleteHistory(id);
  }

  /** The events of an instance, turn by turn, with the length of their JSON text. */
  history(instance: string): Array<{ events: HistoryEvent[]; chars: number }> {
    const rows = this.#db
      .prepare('SELECT events FROM durable_history WHERE instance = ? ORDER BY turn')
      .all(instance) as Array<{ events: string }>;
    return rows.map(({ events }) => ({
      events: JSON.parse(events) as HistoryEvent[],
      chars: events.length,
    }));
  }

  /** @param turn number of turns before; appending the same turn twice is an error. */
  appendHistory(instance: string, turn: number, events: string): void {
    this.#db
      .prepare('INSERT INTO durable_history (instance, turn, events) VALUES (?, ?, ?)')
      .run(instance, turn, events);
  }

  deleteHistory(instance: string): void {
    this.#db.prepare('DELETE FROM durable_history WHERE instance = ?').run(instance);
  }
}

/** Whether an instance in this status will never run again. */
export function isFinished(status: Status): boolean {
  return (
    status === 'Completed' ||
    status === 'Failed' ||
    status === 'Terminated' ||
    status === 'Canceled'
  );
}

export function toInstance(row: InstanceRow): Instance {
  return { ...row, parent: row.parent === null ? null : (JSON.parse(row.parent) as TaskRef) };
}
