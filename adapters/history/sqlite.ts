import { SessionEvent, type EventBody, type NewEvent } from '../../contracts/events.ts';
import type { History } from '../../core/ports/history.ts';
import type { Database } from '../sqlite/database.ts';
import { fillPage } from './page.ts';

type EventRow = { seq: number; key: string; type: string; at: string; data: string };

/** Session history in SQLite: an append is one unit of one group commit. */
export class SqliteHistory implements History {
  readonly #db: Database;

  constructor(database: Database) {
    this.#db = database;
    database.migrate('history', [
      `CREATE TABLE events (
         session_id TEXT NOT NULL, seq INTEGER NOT NULL, key TEXT NOT NULL,
         type TEXT NOT NULL, at TEXT NOT NULL, data TEXT NOT NULL,
         PRIMARY KEY (session_id, seq)
       ) STRICT, WITHOUT ROWID;
       CREATE UNIQUE INDEX events_by_key ON events (session_id, key);`,
    ]);
  }

  append(sessionId: string, events: readonly NewEvent[]): Promise<SessionEvent[]> {
    return this.#db.write(() => {
      let seq = this.#lastSeq(sessionId);
      const insert = this.#db.prepare(
        'INSERT OR IGNORE INTO events (session_id, seq, key, type, at, data) VALUES (?, ?, ?, ?, ?, ?)',
      );
      const appended: SessionEvent[] = [];
      for (const event of events) {
        const { key, type, at, data } = event;
        const { changes } = insert.run(sessionId, seq + 1, key, type, at, JSON.stringify(data));
        if (changes === 0) continue;
        seq += 1;
        appended.push({ ...event, seq });
      }
      return appended;
    });
  }

  async read(sessionId: string, page: { after: number; limit: number }) {
    const rows = this.#db
      .prepare(
        'SELECT seq, key, type, at, data FROM events WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?',
      )
      .iterate(sessionId, page.after, page.limit) as Iterable<EventRow>;
    const fitting = fillPage(rows, ({ data }) => Buffer.byteLength(data));
    return { events: fitting.map(eventOfRow), lastSeq: this.#lastSeq(sessionId) };
  }

  async sessions({ after = '', limit }: { after?: string; limit: number }) {
    // From one session to the next through the index, however many events lie between.
    const following = this.#db.prepare(
      'SELECT min(session_id) AS id FROM events WHERE session_id > ?',
    );
    const ids: string[] = [];
    for (let last: string | undefined = after; ids.length <= limit;) {
      const { id } = following.get(last) as { id: string | null };
      if (id === null) return { ids };
      ids.push((last = id));
    }
    const page = ids.slice(0, limit);
    return { ids: page, next: page.at(-1) ?? after };
  }

  delete(sessionId: string): Promise<void> {
    return this.#db.write(() => {
      this.#db.prepare('DELETE FROM events WHERE session_id = ?').run(sessionId);
    });
  }

  #lastSeq(sessionId: string): number {
    const row = this.#db
      .prepare('SELECT max(seq) AS last FROM events WHERE session_id = ?')
      .get(sessionId) as { last: number | null };
    return row.last ?? 0;
  }
}

function eventOfRow(row: EventRow): SessionEvent {
  // Written by `append` from typed events, so type and data belong together.
  const body = { type: row.type, data: JSON.parse(row.data) as unknown } as EventBody;
  return { ...body, seq: row.seq, key: row.key, at: row.at };
}
