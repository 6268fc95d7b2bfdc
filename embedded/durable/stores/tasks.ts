import type { Database } from '../../../adapters/sqlite/database.ts';
import type { TaskRef } from '../messages.ts';

export type QueuedTask = TaskRef & { seq: number; name: string; input: string | null };

/** Activities that are queued or running. Changes must run inside `Database.write`. */
export class TaskQueue {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  /** Queues an activity and returns its number. */
  add(ref: TaskRef, name: string, input: string | null): number {
    const { lastInsertRowid } = this.#db
      .prepare(
        'INSERT INTO durable_tasks (instance, execution, task, name, input) VALUES (?, ?, ?, ?, ?)',
      )
      .run(ref.instance, ref.execution, ref.task, name, input);
    return Number(lastInsertRowid);
  }

  get(seq: number): QueuedTask | undefined {
    return this.#db.prepare('SELECT * FROM durable_tasks WHERE seq = ?').get(seq) as
      | QueuedTask
      | undefined;
  }

  /** All of them, oldest first. */
  all(): number[] {
    const rows = this.#db.prepare('SELECT seq FROM durable_tasks ORDER BY seq').all();
    return (rows as Array<{ seq: number }>).map(({ seq }) => seq);
  }

  /** False when the task was gone already (its instance was terminated or purged). */
  delete(seq: number): boolean {
    return this.#db.prepare('DELETE FROM durable_tasks WHERE seq = ?').run(seq).changes === 1;
  }

  deleteOf(instance: string): void {
    this.#db.prepare('DELETE FROM durable_tasks WHERE instance = ?').run(instance);
  }
}
