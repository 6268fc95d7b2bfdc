import { DatabaseSync } from 'node:sqlite';
import { outboxItemBytes, OutboxItem } from '../../contracts/supervisor.ts';
import { jsonWithin } from './cut-to-size.ts';

export type OutboxBody = OutboxItem['body'];

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS outbox (
    sandbox_id TEXT, n INTEGER, at TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (sandbox_id, n)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS accepted_run (
    sandbox_id TEXT, run_id TEXT, ended INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (sandbox_id, run_id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS run (
    run_id TEXT PRIMARY KEY, start_commit TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS said (id TEXT PRIMARY KEY, message_id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS value (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** What an item's number and time add to its body. */
const itemFrameBytes = 100;

/**
 * The supervisor's memory in the sandbox's directory. The outbox and the accepted runs belong to
 * one sandbox: after a restore under a new id both begin anew. What a run did to the agent's
 * session and the workspace stays with them.
 */
export class StateStore {
  readonly #db: DatabaseSync;
  readonly #sandboxId: string;
  #lastN: number;
  #acknowledged: number;

  constructor(file: string, sandboxId: string) {
    this.#db = new DatabaseSync(file);
    this.#sandboxId = sandboxId;
    this.#db.exec(schema);
    this.#db.prepare('DELETE FROM outbox WHERE sandbox_id <> ?').run(sandboxId);
    this.#db.prepare('DELETE FROM accepted_run WHERE sandbox_id <> ?').run(sandboxId);
    this.#acknowledged = Number(this.value(this.#acknowledgedName()) ?? 0);
    const row = this.#db
      .prepare('SELECT max(n) AS n FROM outbox WHERE sandbox_id = ?')
      .get(sandboxId);
    this.#lastN = Math.max(this.#acknowledged, Number(row?.n ?? 0));
  }

  /** Stores an item, cut where it is longer than the control plane takes. */
  append(body: OutboxBody, at: Date): void {
    this.#db
      .prepare('INSERT INTO outbox (sandbox_id, n, at, body) VALUES (?, ?, ?, ?)')
      .run(this.#sandboxId, this.#lastN + 1, at.toISOString(), shortJson(body));
    this.#lastN += 1;
  }

  /** Gives the item its number without storing it; nothing may be appended until it has been sent. */
  number(body: OutboxBody, at: Date): OutboxItem {
    this.#lastN += 1;
    const short: unknown = JSON.parse(shortJson(body));
    return OutboxItem.parse({ n: this.#lastN, at: at.toISOString(), body: short });
  }

  /**
   * What has not been acknowledged, oldest first: at most `limit` items of together `maxBytes`,
   * but the first in any case.
   */
  pending(limit: number, maxBytes: number): OutboxItem[] {
    const rows = this.#db
      .prepare('SELECT n, at, body FROM outbox WHERE sandbox_id = ? AND n > ? ORDER BY n LIMIT ?')
      .iterate(this.#sandboxId, this.#acknowledged, limit);
    const items: OutboxItem[] = [];
    let bytes = 0;
    for (const row of rows) {
      const body = String(row.body);
      bytes += Buffer.byteLength(body) + itemFrameBytes;
      if (items.length > 0 && bytes > maxBytes) break;
      items.push(OutboxItem.parse({ ...row, body: JSON.parse(body) }));
    }
    return items;
  }

  hasPending(): boolean {
    const some = this.#db.prepare('SELECT 1 FROM outbox WHERE sandbox_id = ? AND n > ? LIMIT 1');
    return some.get(this.#sandboxId, this.#acknowledged) !== undefined;
  }

  /** Nothing up to this number is pending any more, even where that cannot be stored. */
  acknowledge(n: number): void {
    this.#acknowledged = n;
    this.#db.prepare('DELETE FROM outbox WHERE sandbox_id = ? AND n <= ?').run(this.#sandboxId, n);
    this.setValue(this.#acknowledgedName(), String(n));
  }

  /** Remembers that the run was given; false when it has been before and has ended. */
  acceptRun(runId: string): boolean {
    this.#db
      .prepare('INSERT OR IGNORE INTO accepted_run (sandbox_id, run_id) VALUES (?, ?)')
      .run(this.#sandboxId, runId);
    const row = this.#db
      .prepare('SELECT ended FROM accepted_run WHERE sandbox_id = ? AND run_id = ?')
      .get(this.#sandboxId, runId);
    return row?.ended === 0;
  }

  /** Stores the end of a run and its last items together, so that neither is without the other. */
  endRun(runId: string, items: readonly OutboxBody[], at: Date): void {
    const lastN = this.#lastN;
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      for (const item of items) this.append(item, at);
      this.#db
        .prepare('UPDATE accepted_run SET ended = 1 WHERE sandbox_id = ? AND run_id = ?')
        .run(this.#sandboxId, runId);
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#lastN = lastN;
      // SQLite has done so by itself where the disk is full.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /** Where the workspace was when the run began. */
  startCommit(runId: string): string | undefined {
    const row = this.#db.prepare('SELECT start_commit FROM run WHERE run_id = ?').get(runId);
    return text(row?.start_commit);
  }

  /** Keeps the first commit that was noted: a second attempt goes on from the same start. */
  noteStart(runId: string, startCommit: string | undefined): void {
    this.#db
      .prepare('INSERT OR IGNORE INTO run (run_id, start_commit) VALUES (?, ?)')
      .run(runId, startCommit ?? null);
  }

  /** The message of OpenCode's session that holds what has this id, if it has been said. */
  messageOf(id: string): string | undefined {
    return text(this.#db.prepare('SELECT message_id FROM said WHERE id = ?').get(id)?.message_id);
  }

  noteMessage(id: string, messageId: string): void {
    this.#db
      .prepare(
        'INSERT INTO said VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET message_id = excluded.message_id',
      )
      .run(id, messageId);
  }

  value(name: string): string | undefined {
    return text(this.#db.prepare('SELECT value FROM value WHERE name = ?').get(name)?.value);
  }

  setValue(name: string, value: string): void {
    this.#db
      .prepare(
        'INSERT INTO value VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, value);
  }

  close(): void {
    this.#db.close();
  }

  #acknowledgedName(): string {
    return `acknowledged:${this.#sandboxId}`;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function shortJson(body: OutboxBody): string {
  return jsonWithin(body, outboxItemBytes - itemFrameBytes);
}
