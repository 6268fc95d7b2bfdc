import type { Database } from '../../../adapters/sqlite/database.ts';

/** The states of entities. Changes must run inside `Database.write`. */
export class EntityStore {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  /** The state of an entity as JSON text, or null when it does not exist. */
  get(id: string): string | null {
    const row = this.#db.prepare('SELECT state FROM durable_entities WHERE id = ?').get(id);
    return (row as { state: string } | undefined)?.state ?? null;
  }

  put(id: string, state: string | null, now: number): void {
    if (state === null) {
      this.#db.prepare('DELETE FROM durable_entities WHERE id = ?').run(id);
      return;
    }
    this.#db
      .prepare('INSERT OR REPLACE INTO durable_entities (id, state, updated) VALUES (?, ?, ?)')
      .run(id, state, now);
  }
}
