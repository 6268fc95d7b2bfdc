import { z } from 'zod';
import type { DeadLetter, PromptQueue, QueueMessage } from '../../core/ports/prompt-queue.ts';
import type { Database } from '../sqlite/database.ts';
import { pagePlace } from '../sqlite/page-place.ts';
import { encodeBody, parseDueTime } from './message-body.ts';
import { queueMigrations } from './sqlite-schema.ts';

export type SqliteQueueOptions = {
  /** Name of the queue; queues in one database are independent. */
  name: string;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  /** How long a message id is remembered, in milliseconds; as on Azure, ten minutes by default. */
  deduplicationWindowMs?: number;
};

const deadLetterRow = z.object({
  id: z.number(),
  session_id: z.string(),
  message_id: z.string(),
  body: z.string(),
  reason: z.string(),
  description: z.string(),
  delivery_count: z.number(),
  sent_at: z.number(),
  dead_at: z.number(),
});

/** The signal that a queue gives when a message can be delivered; its detail is the session id. */
export function readySignal(queue: string): string {
  return `queue/${queue}/ready`;
}

/** The signal that a queue gives when a message has been scheduled. */
export function scheduledSignal(queue: string): string {
  return `queue/${queue}/scheduled`;
}

/** The sending side of a queue in SQLite, and its dead letters. */
export class SqlitePromptQueue implements PromptQueue {
  readonly #database: Database;
  readonly #name: string;
  readonly #clock: () => number;
  readonly #windowMs: number;

  constructor(database: Database, options: SqliteQueueOptions) {
    this.#database = database;
    this.#name = options.name;
    this.#clock = options.clock ?? Date.now;
    this.#windowMs = options.deduplicationWindowMs ?? 10 * 60_000;
    database.migrate('queue', queueMigrations);
  }

  async send(messages: readonly QueueMessage[]): Promise<void> {
    const rows = messages.map(({ sessionId, messageId, body, dueAt }) => ({
      sessionId,
      messageId,
      body: encodeBody(body),
      dueAt: dueAt === undefined ? 0 : parseDueTime(dueAt),
    }));
    const ready = new Set<string>();
    let scheduled = false;
    await this.#database.write(() => {
      const now = this.#clock();
      this.#forgetExpiredIds(now, rows.length);
      for (const { sessionId, messageId, body, dueAt } of rows) {
        if (!this.#isNew(messageId, now)) continue;
        if (dueAt <= now) {
          insertMessage(this.#database, [this.#name, sessionId, messageId, body, now]);
          ready.add(sessionId);
        } else {
          this.#database
            .prepare(
              `INSERT INTO queue_scheduled (queue, session_id, message_id, body, due_at)
               VALUES (?, ?, ?, ?, ?)`,
            )
            .run(this.#name, sessionId, messageId, body, dueAt);
          scheduled = true;
        }
      }
    });
    for (const sessionId of ready) this.#database.signal(readySignal(this.#name), sessionId);
    if (scheduled) this.#database.signal(scheduledSignal(this.#name));
  }

  async deadLetters(page: {
    after?: string;
    limit: number;
  }): Promise<{ items: DeadLetter[]; next?: string }> {
    const rows = this.#database
      .prepare('SELECT * FROM queue_dead_letters WHERE queue = ? AND id > ? ORDER BY id LIMIT ?')
      .all(this.#name, pagePlace(page.after ?? '0'), page.limit + 1)
      .map((row) => toDeadLetter(deadLetterRow.parse(row)));
    const items = rows.slice(0, page.limit);
    const last = items.at(-1);
    return rows.length > items.length && last ? { items, next: last.id } : { items };
  }

  async redeliver(ids: readonly string[]): Promise<number> {
    const sessions: string[] = [];
    await this.#database.write(() => {
      for (const id of ids.map(Number).filter(Number.isSafeInteger)) {
        const row = this.#database
          .prepare('DELETE FROM queue_dead_letters WHERE queue = ? AND id = ? RETURNING *')
          .get(this.#name, id);
        if (!row) continue;
        const dead = deadLetterRow.parse(row);
        insertMessage(this.#database, [
          this.#name,
          dead.session_id,
          dead.message_id,
          dead.body,
          dead.sent_at,
        ]);
        sessions.push(dead.session_id);
      }
    });
    for (const sessionId of sessions) this.#database.signal(readySignal(this.#name), sessionId);
    return sessions.length;
  }

  /** The database belongs to the caller; there is nothing else to close. */
  async close(): Promise<void> {}

  /** Remembers the id; false when it is remembered already. */
  #isNew(messageId: string, now: number): boolean {
    const { changes } = this.#database
      .prepare(
        `INSERT INTO queue_recent_ids (queue, message_id, expires_at) VALUES (?, ?, ?)
         ON CONFLICT (queue, message_id) DO UPDATE SET expires_at = excluded.expires_at
         WHERE expires_at <= ?`,
      )
      .run(this.#name, messageId, now + this.#windowMs, now);
    return changes === 1;
  }

  /** Twice as many as are about to be added: the table shrinks, and no send pays for a pile. */
  #forgetExpiredIds(now: number, added: number): void {
    this.#database
      .prepare(
        `DELETE FROM queue_recent_ids WHERE rowid IN
           (SELECT rowid FROM queue_recent_ids WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
      )
      .run(now, added * 2);
  }
}

/**
 * Appends to the queue, within a `write`.
 *
 * @param row queue, session id, message id, encoded body, time in milliseconds.
 */
export function insertMessage(
  database: Database,
  row: [string, string, string, string, number],
): void {
  database
    .prepare(
      `INSERT INTO queue_messages (queue, session_id, message_id, body, enqueued_at)
       VALUES (?, ?, ?, ?, ?)`,
    )
    .run(...row);
}

function toDeadLetter(row: z.infer<typeof deadLetterRow>): DeadLetter {
  return {
    id: String(row.id),
    sessionId: row.session_id,
    messageId: row.message_id,
    body: JSON.parse(row.body),
    reason: row.reason,
    description: row.description,
    deliveryCount: row.delivery_count,
    sentAt: new Date(row.sent_at).toISOString(),
    deadAt: new Date(row.dead_at).toISOString(),
  };
}
