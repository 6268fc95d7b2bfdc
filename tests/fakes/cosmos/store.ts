import { randomUUID } from 'node:crypto';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import type { Path } from './query.ts';
import { badRequest } from './refusal.ts';

export type JsonObject = Record<string, unknown>;

export type ContainerDefinition = {
  id: string;
  partitionKey: { paths: string[] };
  indexingPolicy?: {
    includedPaths?: Array<{ path: string }>;
    excludedPaths?: Array<{ path: string }>;
  };
};

type Row = { etag: string; ts: number; expires: number | null; body: string };

/** What the fake keeps: in memory, or in a file that outlives a killed process. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(file = ':memory:', now: () => number = Date.now) {
    this.#db = new DatabaseSync(file);
    this.#now = now;
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS containers (path TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS items (
        container TEXT NOT NULL, partition TEXT NOT NULL, id TEXT NOT NULL,
        etag TEXT NOT NULL, ts INTEGER NOT NULL, expires INTEGER, body TEXT NOT NULL,
        PRIMARY KEY (container, partition, id)) STRICT;`);
  }

  /** Databases have the path `dbs/x`, containers `dbs/x/colls/y`. */
  definition(path: string): JsonObject | undefined {
    const row = this.#db.prepare('SELECT body FROM containers WHERE path = ?').get(path);
    return row && (JSON.parse(String(row['body'])) as JsonObject);
  }

  define(path: string, body: JsonObject): void {
    const insert = this.#db.prepare('INSERT INTO containers (path, body) VALUES (?, ?)');
    insert.run(path, JSON.stringify(body));
  }

  get(container: string, partition: string, id: string): JsonObject | undefined {
    const row = this.#db
      .prepare('SELECT * FROM items WHERE container = ? AND partition = ? AND id = ?')
      .get(container, partition, id) as Row | undefined;
    return row && this.#isThere(row) ? documentOf(row) : undefined;
  }

  put(container: string, partition: string, document: JsonObject): JsonObject {
    const { _etag, _ts, _rid, ...body } = document;
    const ts = Math.trunc(this.#now() / 1_000);
    const row = {
      etag: `"${randomUUID()}"`,
      ts,
      expires: this.#expiryOf(container, body['ttl'], ts),
      body: JSON.stringify(body),
    };
    this.#db
      .prepare('INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(container, partition, String(body['id']), row.etag, ts, row.expires, row.body);
    return documentOf(row);
  }

  delete(container: string, partition: string, id: string): void {
    this.#db
      .prepare('DELETE FROM items WHERE container = ? AND partition = ? AND id = ?')
      .run(container, partition, id);
  }

  /**
   * The documents of a partition, or of all, in order when asked. `bound` leaves out, through an index, what
   * is beyond it in that order; it is a hint, which may leave in too much.
   */
  *scan(
    container: string,
    partition: string | undefined,
    order?: { path: Path; descending: boolean; bound?: string | number },
  ): Generator<JsonObject> {
    const values: SQLInputValue[] = [container];
    let sql = 'SELECT etag, ts, expires, body FROM items WHERE container = ?';
    if (partition !== undefined) {
      sql += ' AND partition = ?';
      values.push(partition);
    }
    if (order) {
      const field = `json_extract(body, '$.${order.path.join('.')}')`;
      const index = `items_by_${order.path.join('_')}`;
      this.#db.exec(
        `CREATE INDEX IF NOT EXISTS ${index} ON items (container, partition, ${field})`,
      );
      sql += ` AND ${field} IS NOT NULL`;
      if (order.bound !== undefined) {
        sql += ` AND ${field} ${order.descending ? '<=' : '>='} ?`;
        values.push(order.bound);
      }
      sql += ` ORDER BY ${field}${order.descending ? ' DESC' : ''}`;
    }
    for (const row of this.#db.prepare(sql).iterate(...values))
      if (this.#isThere(row as Row)) yield documentOf(row as Row);
  }

  #isThere({ expires }: Row): boolean {
    return expires === null || expires > this.#now() / 1_000;
  }

  /** In seconds since the epoch. Times to live count where the container has switched them on. */
  #expiryOf(container: string, ttl: unknown, ts: number): number | null {
    const fallback = this.definition(container)?.['defaultTtl'];
    if (typeof fallback !== 'number') return null;
    const seconds = typeof ttl === 'number' ? ttl : fallback;
    if (!Number.isInteger(seconds) || seconds === 0 || seconds < -1)
      throw badRequest('A time to live is a positive number of seconds, or -1.');
    return seconds === -1 ? null : ts + seconds;
  }

  count(): number {
    return Number(this.#db.prepare('SELECT count(*) AS count FROM items').get()?.['count']);
  }

  bytes(): number {
    return Number(this.#db.prepare('SELECT sum(length(body)) AS sum FROM items').get()?.['sum']);
  }

  /** What the documents of each partition of a container weigh together; `container` is its id. */
  bytesByPartition(container: string): Map<string, number> {
    const rows = this.#db
      .prepare(
        `SELECT partition, sum(length(body)) AS sum FROM items WHERE container LIKE '%/' || ?
         GROUP BY partition`,
      )
      .all(container);
    return new Map(rows.map(({ partition, sum }) => [String(partition), Number(sum)]));
  }

  /** All of the work or, when it throws, none. */
  transaction<T>(work: () => T): T {
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

function documentOf(row: Row): JsonObject {
  const body = JSON.parse(row.body) as JsonObject;
  return { ...body, _rid: 'fake', _etag: row.etag, _ts: Math.trunc(row.ts) };
}
