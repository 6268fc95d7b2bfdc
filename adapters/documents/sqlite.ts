import type {
  Documents,
  ListQuery,
  PutOptions,
  RangeQuery,
  Stored,
} from '../../core/ports/documents.ts';
import type { Database } from '../sqlite/database.ts';
import { pagePlace } from '../sqlite/page-place.ts';

type Row = { id: string; body: string; version: number; updated_at: string; place: number };

/** Behind every ISO time. */
const never = '~';

/** Expired documents that a write with an end of its own deletes at most. */
const sweepSize = 20;
/** Milliseconds until the next look for such when there were none left. */
const sweepPauseMs = 1_000;

/**
 * Documents in SQLite. `place`, in microseconds since the epoch, grows with every write, so lists
 * page newest first and stay stable.
 */
export class SqliteDocuments implements Documents {
  readonly #db: Database;
  readonly #now: () => string;
  /** Epoch milliseconds; until then nothing is swept. */
  #sweptUntil = 0;

  constructor(database: Database, now: () => string) {
    this.#db = database;
    this.#now = now;
    database.migrate('documents', [
      `CREATE TABLE documents (
         collection TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
         version INTEGER NOT NULL, updated_at TEXT NOT NULL, place INTEGER NOT NULL,
         PRIMARY KEY (collection, id)
       ) STRICT, WITHOUT ROWID;
       CREATE UNIQUE INDEX documents_by_place ON documents (collection, place);
       CREATE INDEX documents_by_status
         ON documents (collection, json_extract(body, '$.status'), place);`,
      `ALTER TABLE documents ADD COLUMN folded_title TEXT NOT NULL DEFAULT '';
       UPDATE documents SET folded_title = lower(coalesce(json_extract(body, '$.title'), ''));`,
      `ALTER TABLE documents ADD COLUMN expires_at TEXT NOT NULL DEFAULT '${never}';
       CREATE INDEX documents_by_expiry ON documents (expires_at) WHERE expires_at < '${never}';`,
      // Until then they were counted.
      `UPDATE documents SET place = place % 1000 +
         CAST(round(unixepoch(updated_at, 'subsec') * 1000) AS INTEGER) * 1000;`,
    ]);
  }

  async get<T>(collection: string, id: string): Promise<Stored<T> | undefined> {
    const row = this.#db
      .prepare('SELECT * FROM documents WHERE collection = ? AND id = ? AND expires_at > ?')
      .get(collection, id, this.#now()) as Row | undefined;
    return row && storedOfRow<T>(row);
  }

  async getMany<T>(collection: string, ids: readonly string[]): Promise<Array<Stored<T>>> {
    const rows = this.#db
      .prepare(
        `SELECT * FROM documents
         WHERE collection = ? AND id IN (SELECT value FROM json_each(?)) AND expires_at > ?`,
      )
      .all(collection, JSON.stringify(ids), this.#now()) as Row[];
    return rows.map((row) => storedOfRow<T>(row));
  }

  put<T>(collection: string, id: string, body: T, options: PutOptions = {}) {
    return this.#db.write(() => {
      const now = this.#now();
      if (options.ttlSeconds !== undefined) this.#sweep(now);
      const row = this.#db
        .prepare('SELECT version FROM documents WHERE collection = ? AND id = ? AND expires_at > ?')
        .get(collection, id, now) as { version: number } | undefined;
      const version = row?.version ?? 0;
      if (options.ifVersion !== undefined && options.ifVersion !== version)
        return { written: false };
      this.#db
        .prepare(
          `INSERT INTO documents
             (collection, id, body, version, updated_at, folded_title, expires_at, place)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (collection, id) DO UPDATE SET
             body = excluded.body, version = excluded.version,
             updated_at = excluded.updated_at, folded_title = excluded.folded_title,
             expires_at = excluded.expires_at, place = excluded.place`,
        )
        .run(
          ...[collection, id, JSON.stringify(body), version + 1, now],
          ...[foldedTitle(body), expiryOf(now, options.ttlSeconds)],
          options.asOf === undefined
            ? this.#lastPlace(collection, now)
            : this.#placeAt(collection, id, options.asOf),
        );
      return { written: true };
    });
  }

  delete(collection: string, id: string): Promise<void> {
    return this.#db.write(() => {
      this.#db.prepare('DELETE FROM documents WHERE collection = ? AND id = ?').run(collection, id);
    });
  }

  /** Behind everything that is there. */
  #lastPlace(collection: string, now: string): number {
    const { last } = this.#db
      .prepare('SELECT coalesce(max(place), 0) AS last FROM documents WHERE collection = ?')
      .get(collection) as { last: number };
    return Math.max(last + 1, placeOf(now));
  }

  /** The first that no other document has from that time on. */
  #placeAt(collection: string, id: string, time: string): number {
    const taken = this.#db.prepare(
      'SELECT 1 FROM documents WHERE collection = ? AND place = ? AND id <> ?',
    );
    let place = placeOf(time);
    while (taken.get(collection, place, id)) place += 1;
    return place;
  }

  /** Nobody sees them any more; they go little by little, so that no write waits for many. */
  #sweep(now: string): void {
    const at = Date.parse(now);
    if (at < this.#sweptUntil) return;
    const { changes } = this.#db
      .prepare(
        `DELETE FROM documents WHERE (collection, id) IN
           (SELECT collection, id FROM documents
            WHERE expires_at < '${never}' AND expires_at <= ? LIMIT ${sweepSize})`,
      )
      .run(now);
    if (Number(changes) < sweepSize) this.#sweptUntil = at + sweepPauseMs;
  }

  async range<T>(collection: string, { from, to, after, limit }: RangeQuery) {
    const rows = this.#db
      .prepare(
        `SELECT * FROM documents WHERE collection = ?1 AND id >= ?2 AND id < ?3 AND id > ?4
           AND expires_at > ?5 ORDER BY id LIMIT ?6`,
      )
      .all(collection, from, to, after ?? '', this.#now(), limit + 1) as Row[];
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const more = rows.length > limit && last ? { next: last.id } : {};
    return { items: page.map((row) => storedOfRow<T>(row)), ...more };
  }

  async list<T>(collection: string, query: ListQuery) {
    const conditions = ['collection = ?', 'expires_at > ?'];
    const values: Array<string | number> = [collection, this.#now()];
    for (const [field, value] of Object.entries(query.where ?? {})) {
      if (!/^\w+(\.\w+)*$/.test(field)) throw new Error(`${field} is not a field name.`);
      conditions.push(`json_extract(body, '$.${field}') = ?`);
      values.push(typeof value === 'boolean' ? Number(value) : value);
    }
    if (query.having) {
      const { list, id } = query.having;
      if (!/^\w+$/.test(list)) throw new Error(`${list} is not a field name.`);
      conditions.push(
        `EXISTS (SELECT 1 FROM json_each(body, '$.${list}') WHERE json_extract(value, '$.id') = ?)`,
      );
      values.push(id);
    }
    if (query.search) {
      conditions.push('instr(folded_title, ?) > 0');
      values.push(folded(query.search));
    }
    if (query.before !== undefined) {
      conditions.push('place < ?');
      values.push(placeOf(query.before));
    }
    if (query.after !== undefined) {
      conditions.push('place < ?');
      values.push(pagePlace(query.after));
    }
    const rows = this.#db
      .prepare(
        `SELECT * FROM documents WHERE ${conditions.join(' AND ')} ORDER BY place DESC LIMIT ?`,
      )
      .all(...values, query.limit + 1) as Row[];
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const more = rows.length > query.limit && last ? { next: String(last.place) } : {};
    return { items: page.map((row) => storedOfRow<T>(row)), ...more };
  }
}

/** Where the writes of an ISO time begin. */
function placeOf(time: string): number {
  return Date.parse(time) * 1_000;
}

function expiryOf(now: string, ttlSeconds: number | undefined): string {
  if (ttlSeconds === undefined) return never;
  return new Date(Date.parse(now) + ttlSeconds * 1_000).toISOString();
}

/** Letters of any alphabet without their case, which SQLite knows of ASCII alone. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}

function foldedTitle(body: unknown): string {
  const { title } = Object(body) as { title?: unknown };
  return typeof title === 'string' ? folded(title) : '';
}

function storedOfRow<T>(row: Row): Stored<T> {
  return {
    id: row.id,
    // Written by `put` from the same type under this collection's name.
    body: JSON.parse(row.body) as T,
    version: row.version,
    updatedAt: row.updated_at,
  };
}
