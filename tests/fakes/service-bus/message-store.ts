import { DatabaseSync } from 'node:sqlite';

export type StoredMessage = {
  seq: number;
  session: string;
  messageId: string;
  enqueuedAt: number;
  /** Deliveries that failed. */
  deliveries: number;
  /** The message in AMQP's encoding. */
  content: Uint8Array;
};

export type NewMessage = Omit<StoredMessage, 'seq'>;

const columns =
  'seq, session, message_id AS messageId, enqueued_at AS enqueuedAt, deliveries, content';

/** The messages of one queue, or of its dead letters: in memory, or in a file that outlives a kill. */
export class MessageStore {
  readonly #db: DatabaseSync;

  constructor(file = ':memory:') {
    this.#db = new DatabaseSync(file);
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS messages (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, session TEXT NOT NULL,
        message_id TEXT NOT NULL, enqueued_at INTEGER NOT NULL, deliveries INTEGER NOT NULL,
        content BLOB NOT NULL, due_at INTEGER) STRICT;
      CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, due_at, seq);
      CREATE TABLE IF NOT EXISTS recent_ids (
        queue TEXT NOT NULL, message_id TEXT NOT NULL, until INTEGER NOT NULL,
        PRIMARY KEY (queue, message_id)) STRICT;`);
  }

  /** Remembers the id until then; false when it is remembered already. */
  isNew(queue: string, messageId: string, times: { now: number; until: number }): boolean {
    const { changes } = this.#db
      .prepare(
        `INSERT INTO recent_ids VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET until = excluded.until WHERE until <= ?`,
      )
      .run(queue, messageId, times.until, times.now);
    return changes === 1;
  }

  /** @param dueAt for a message that is scheduled: when it takes its place in the queue */
  add(queue: string, message: NewMessage, dueAt?: number): void {
    const { session, messageId, enqueuedAt, deliveries, content } = message;
    this.#db
      .prepare(
        `INSERT INTO messages (queue, session, message_id, enqueued_at, deliveries, content, due_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(queue, session, messageId, enqueuedAt, deliveries, content, dueAt ?? null);
  }

  /** In order, from the number on; scheduled messages are not among them. */
  *from(queue: string, seq: number): Generator<StoredMessage> {
    const sql = `SELECT ${columns} FROM messages
      WHERE queue = ? AND due_at IS NULL AND seq >= ? ORDER BY seq`;
    // The columns are exactly the fields.
    for (const row of this.#db.prepare(sql).all(queue, seq)) yield row as StoredMessage;
  }

  scheduled(queue: string): Array<StoredMessage & { dueAt: number }> {
    const sql = `SELECT ${columns}, due_at AS dueAt FROM messages
      WHERE queue = ? AND due_at IS NOT NULL ORDER BY due_at, seq`;
    return this.#db.prepare(sql).all(queue) as Array<StoredMessage & { dueAt: number }>;
  }

  countDelivery(seq: number): void {
    this.#db.prepare('UPDATE messages SET deliveries = deliveries + 1 WHERE seq = ?').run(seq);
  }

  remove(seq: number): void {
    this.#db.prepare('DELETE FROM messages WHERE seq = ?').run(seq);
  }

  /** All of the work or, when it throws, none; one within another is part of it. */
  transaction<T>(work: () => T): T {
    if (this.#db.isTransaction) return work();
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }
}
