import { EventEmitter } from 'node:events';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** How safe a commit is against power loss. A killed process loses nothing under either. */
export type Durability = 'normal' | 'full';

type Unit = {
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};

/** Units written since the last checkpoint that are worth one as soon as nobody writes. */
const worthCheckpoint = 500;
/** How long nobody must have written for that, in milliseconds. */
const restMs = 250;

/**
 * The one SQLite connection of the process (single writer, WAL).
 *
 * Writes asked for in one turn of the event loop share one COMMIT; a savepoint per unit
 * keeps a failing unit from spoiling its neighbours. Reads see everything committed.
 * Besides rows it carries `changed` signals, so that an in-process waiter (a queue
 * trigger, a live tail) wakes at once instead of polling.
 */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #signals = new EventEmitter().setMaxListeners(0);
  #pending: Unit[] = [];
  #closed = false;
  #unitsSinceCheckpoint = 0;
  #rest: NodeJS.Timeout | undefined;

  /**
   * @param file path of the database, or `:memory:`; its folder must exist.
   * @param options `exclusive` keeps every other process out for as long as this one lives.
   */
  constructor(file: string, options: { durability?: Durability; exclusive?: boolean } = {}) {
    const { durability = 'normal', exclusive = false } = options;
    this.#db = new DatabaseSync(file, { timeout: exclusive ? 0 : 5_000 });
    if (exclusive) this.#db.exec('PRAGMA locking_mode = EXCLUSIVE');
    this.#db.exec('PRAGMA journal_mode = WAL');
    this.#db.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
    // A checkpoint stops everything while it waits for the disk, so it is made while nobody writes;
    // only a load without any rest reaches this number. Pages written often are copied once.
    this.#db.exec('PRAGMA wal_autocheckpoint = 4000');
    this.#db.exec('PRAGMA foreign_keys = ON');
    this.#db.exec('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT');
  }

  /**
   * Applies each statement block once, ever, in order; `name` scopes them (`history`, `queue`, …).
   * Append to the list to evolve a schema, never edit an entry that has been released.
   */
  migrate(name: string, steps: readonly string[]): void {
    steps.forEach((sql, index) => {
      const id = `${name}/${index}`;
      if (this.prepare('SELECT 1 FROM migrations WHERE name = ?').get(id)) return;
      this.#db.exec('BEGIN IMMEDIATE');
      try {
        this.#db.exec(sql);
        this.prepare('INSERT INTO migrations (name) VALUES (?)').run(id);
        this.#db.exec('COMMIT');
      } catch (error) {
        this.#db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** A cached prepared statement. Use inside `write` for changes, anywhere for reads. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /**
   * Runs `work` (synchronous) within the next group commit and resolves with its result once
   * that commit is on disk. A throw inside `work` undoes that unit alone and rejects.
   */
  write<T>(work: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('The database is closed.'));
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ work, resolve: resolve as (value: unknown) => void, reject });
      if (this.#pending.length === 1) setImmediate(() => this.#commit());
    });
  }

  /** Tells every listener of `topic` that something it waits for has been committed. */
  signal(topic: string, detail?: unknown): void {
    this.#signals.emit(topic, detail);
  }

  /** Listens to `topic`; returns the function that stops listening. */
  onSignal(topic: string, listener: (detail: unknown) => void): () => void {
    this.#signals.on(topic, listener);
    return () => this.#signals.off(topic, listener);
  }

  /** Commits what is pending and closes the file. */
  close(): void {
    if (this.#closed) return;
    this.#commit();
    this.#closed = true;
    clearTimeout(this.#rest);
    this.#statements.clear();
    this.#db.close();
  }

  #commit(): void {
    const units = this.#pending;
    this.#pending = [];
    if (units.length === 0) return;
    const settle: Array<() => void> = [];
    try {
      this.prepare('BEGIN IMMEDIATE').run();
      for (const unit of units) settle.push(this.#run(unit));
      this.prepare('COMMIT').run();
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      for (const unit of units) unit.reject(error);
      return;
    }
    for (const done of settle) done();
    this.#checkpointAtRest(units.length);
  }

  #checkpointAtRest(units: number): void {
    this.#unitsSinceCheckpoint += units;
    if (this.#unitsSinceCheckpoint < worthCheckpoint) return;
    if (this.#rest) {
      this.#rest.refresh();
      return;
    }
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.#unitsSinceCheckpoint = 0;
      try {
        this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
      } catch {
        // As after a commit, where SQLite does it by itself: the log keeps what the file cannot take.
      }
    }, restMs).unref();
  }

  #run(unit: Unit): () => void {
    this.prepare('SAVEPOINT unit').run();
    try {
      const value = unit.work();
      this.prepare('RELEASE unit').run();
      return () => unit.resolve(value);
    } catch (error) {
      // A full disk can end the whole transaction; then there is no savepoint to return to.
      if (!this.#db.isTransaction) throw error;
      this.#db.exec('ROLLBACK TO unit');
      this.#db.exec('RELEASE unit');
      return () => unit.reject(error);
    }
  }
}
