import type { Database } from '../../../adapters/sqlite/database.ts';
import { type Delivery, inOrder, type Message } from '../messages.ts';

type InboxRow = { seq: number; at: number; message: string };

/** The one inbox of all orchestrations and entities. Changes must run inside `Database.write`. */
export class Inbox {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
  }

  /** @param at epoch milliseconds of arrival, or when a timer is due. */
  send(target: string, message: Message, at: number): void {
    const task = message.kind === 'timer' ? message.task : null;
    this.#db
      .prepare('INSERT INTO durable_inbox (target, kind, at, task, message) VALUES (?, ?, ?, ?, ?)')
      .run(target, message.kind, at, task, JSON.stringify(message));
  }

  /** The next messages of a target that have arrived or are due, in the order they take effect. */
  due(target: string, now: number, limit: number): Delivery[] {
    return this.#deliveries(
      `SELECT seq, at, message FROM durable_inbox
       WHERE target = ? AND (kind <> 'timer' OR at <= ?) ORDER BY seq LIMIT ?`,
      target,
      now,
      limit,
    );
  }

  /** As {@link due}, of those messages alone that a suspended instance still obeys. */
  dueControl(target: string, limit: number): Delivery[] {
    return this.#deliveries(
      `SELECT seq, at, message FROM durable_inbox
       WHERE target = ? AND kind IN ('suspend', 'resume', 'terminate') ORDER BY seq LIMIT ?`,
      target,
      limit,
    );
  }

  consume(deliveries: readonly Delivery[]): void {
    const statement = this.#db.prepare('DELETE FROM durable_inbox WHERE seq = ?');
    for (const { seq } of deliveries) statement.run(seq);
  }

  deleteTimer(target: string, task: number): void {
    this.#db
      .prepare(`DELETE FROM durable_inbox WHERE target = ? AND kind = 'timer' AND task = ?`)
      .run(target, task);
  }

  /** Drops what an earlier execution waits for; external events stay. */
  deleteAnswers(target: string): void {
    this.#db
      .prepare(
        `DELETE FROM durable_inbox WHERE target = ? AND kind IN ('timer', 'answer', 'reply')`,
      )
      .run(target);
  }

  deleteAll(target: string): void {
    this.#db.prepare('DELETE FROM durable_inbox WHERE target = ?').run(target);
  }

  /** Who has something to do at `now`. */
  dueTargets(now: number): string[] {
    const rows = this.#db
      .prepare(`SELECT DISTINCT target FROM durable_inbox WHERE kind <> 'timer' OR at <= ?`)
      .all(now) as Array<{ target: string }>;
    return rows.map(({ target }) => target);
  }

  /** Whose timers are due at `now`. */
  dueTimers(now: number): string[] {
    const rows = this.#db
      .prepare(`SELECT DISTINCT target FROM durable_inbox WHERE kind = 'timer' AND at <= ?`)
      .all(now) as Array<{ target: string }>;
    return rows.map(({ target }) => target);
  }

  /** When the next timer after `now` is due. */
  nextTimer(now: number): number | undefined {
    const row = this.#db
      .prepare(`SELECT min(at) AS at FROM durable_inbox WHERE kind = 'timer' AND at > ?`)
      .get(now) as { at: number | null };
    return row.at ?? undefined;
  }

  /** Sets a message aside that could not be processed, for a person to look at. */
  quarantine(target: string, message: Message, reason: string, now: number): void {
    this.#db
      .prepare('INSERT INTO durable_quarantine (target, message, reason, at) VALUES (?, ?, ?, ?)')
      .run(target, JSON.stringify(message), reason, now);
  }

  quarantined(): number {
    const row = this.#db.prepare('SELECT count(*) AS count FROM durable_quarantine').get();
    return (row as { count: number }).count;
  }

  /** Deletes what was set aside before a time (epoch milliseconds); answers how many. */
  deleteQuarantined(before: number, limit: number): number {
    const { changes } = this.#db
      .prepare(
        `DELETE FROM durable_quarantine WHERE seq IN
           (SELECT seq FROM durable_quarantine WHERE at < ? ORDER BY seq LIMIT ?)`,
      )
      .run(before, limit);
    return Number(changes);
  }

  #deliveries(sql: string, ...parameters: Array<string | number>): Delivery[] {
    const rows = this.#db.prepare(sql).all(...parameters) as InboxRow[];
    return inOrder(
      rows.map(({ seq, at, message }) => ({ seq, at, message: JSON.parse(message) as Message })),
    );
  }
}
