import { z } from 'zod';
import type { Database } from '../sqlite/database.ts';
import { queueMigrations } from './sqlite-schema.ts';
import { insertMessage, readySignal } from './sqlite.ts';

/** A message as it is handed out. `deliveryCount` includes this delivery. */
export type ReceivedMessage = {
  sequenceNumber: number;
  sessionId: string;
  messageId: string;
  /** JSON text. */
  body: string;
  /** Milliseconds since the epoch. */
  enqueuedAt: number;
  deliveryCount: number;
};

const messageRow = z.object({
  seq: z.number(),
  session_id: z.string(),
  message_id: z.string(),
  body: z.string(),
  enqueued_at: z.number(),
  delivery_count: z.number(),
});

const scheduledRow = z.object({
  id: z.number(),
  session_id: z.string(),
  message_id: z.string(),
  body: z.string(),
});

const sessionRow = z.object({ session_id: z.string() });
const timeRow = z.object({ due_at: z.number() });

/** How many scheduled messages one commit makes ready. */
const promotionBatch = 500;

/**
 * The receiving side of a queue in SQLite. It keeps no locks: there is one receiver per queue
 * and process, which handles one message of a session at a time, so that what a killed process
 * was handling is simply still there for the next one.
 */
export class SqliteQueueReceiver {
  readonly #database: Database;
  readonly #queue: string;

  constructor(database: Database, queue: string) {
    this.#database = database;
    this.#queue = queue;
    database.migrate('queue', queueMigrations);
  }

  /** Sessions that have messages, the one that waits longest first. */
  sessions(): string[] {
    return this.#database
      .prepare(
        `SELECT session_id FROM queue_messages WHERE queue = ?
         GROUP BY session_id ORDER BY min(seq)`,
      )
      .all(this.#queue)
      .map((row) => sessionRow.parse(row).session_id);
  }

  /**
   * The first message of the session, its delivery counted durably: a message that kills the
   * process each time is dead-lettered like one that fails.
   */
  receive(sessionId: string): Promise<ReceivedMessage | undefined> {
    return this.#database.write(() => {
      const row = this.#database
        .prepare(
          `UPDATE queue_messages SET delivery_count = delivery_count + 1 WHERE seq =
             (SELECT seq FROM queue_messages WHERE queue = ? AND session_id = ?
              ORDER BY seq LIMIT 1)
           RETURNING *`,
        )
        .get(this.#queue, sessionId);
      if (!row) return undefined;
      const message = messageRow.parse(row);
      return {
        sequenceNumber: message.seq,
        sessionId: message.session_id,
        messageId: message.message_id,
        body: message.body,
        enqueuedAt: message.enqueued_at,
        deliveryCount: message.delivery_count,
      };
    });
  }

  /** The message is done; resolves with whether its session has another one. */
  complete(message: ReceivedMessage): Promise<boolean> {
    return this.#database.write(() => {
      this.#remove(message);
      return this.hasMessage(message.sessionId);
    });
  }

  /** Gives the message up; resolves with whether its session has another one. */
  deadLetter(
    message: ReceivedMessage,
    cause: { reason: string; description: string; now: number },
  ): Promise<boolean> {
    return this.#database.write(() => {
      this.#remove(message);
      this.#database
        .prepare(
          `INSERT INTO queue_dead_letters (queue, session_id, message_id, body, reason,
             description, delivery_count, sent_at, dead_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          this.#queue,
          message.sessionId,
          message.messageId,
          message.body,
          cause.reason,
          cause.description,
          message.deliveryCount,
          message.enqueuedAt,
          cause.now,
        );
      return this.hasMessage(message.sessionId);
    });
  }

  hasMessage(sessionId: string): boolean {
    const sql = 'SELECT 1 FROM queue_messages WHERE queue = ? AND session_id = ? LIMIT 1';
    return this.#database.prepare(sql).get(this.#queue, sessionId) !== undefined;
  }

  /** When the next scheduled message is due, in milliseconds since the epoch. */
  nextDueAt(): number | undefined {
    const row = this.#database
      .prepare('SELECT due_at FROM queue_scheduled WHERE queue = ? ORDER BY due_at, id LIMIT 1')
      .get(this.#queue);
    return row && timeRow.parse(row).due_at;
  }

  /** Appends the scheduled messages that are due to the queue, and signals their sessions. */
  async promoteDue(now: number): Promise<void> {
    const sessionIds = await this.#database.write(() => {
      const due = this.#database
        .prepare(
          `SELECT id, session_id, message_id, body FROM queue_scheduled
           WHERE queue = ? AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
        )
        .all(this.#queue, now, promotionBatch);
      const remove = this.#database.prepare('DELETE FROM queue_scheduled WHERE id = ?');
      return due.map((row) => {
        const { id, session_id: sessionId, message_id: messageId, body } = scheduledRow.parse(row);
        remove.run(id);
        insertMessage(this.#database, [this.#queue, sessionId, messageId, body, now]);
        return sessionId;
      });
    });
    for (const sessionId of sessionIds) this.#database.signal(readySignal(this.#queue), sessionId);
  }

  #remove({ sequenceNumber }: ReceivedMessage): void {
    this.#database.prepare('DELETE FROM queue_messages WHERE seq = ?').run(sequenceNumber);
  }
}
