/** A stored document; `version` changes with every write. */
export type Stored<T> = { id: string; body: T; version: number; updatedAt: string };

export type ListQuery = {
  /** Equality on fields of the body; a dot leads into a field's own fields (`author.id`). */
  where?: Readonly<Record<string, string | number | boolean>>;
  /** The body's `list` holds an object with this `id`. */
  having?: { list: string; id: string };
  /** Case-insensitive substring of the body's `title`. */
  search?: string;
  /** Only what was written before this ISO time. */
  before?: string;
  /** `next` of the page before; newest first. Some adapters throw `UnknownPage` for anything else. */
  after?: string;
  limit: number;
};

export type PutOptions = {
  /** Only when that is its version; 0: only when it does not exist. */
  ifVersion?: number;
  /** How long it is there after this write, in whole seconds; without it, until it is deleted. */
  ttlSeconds?: number;
  /** The ISO time of the write as far as lists are concerned: for what is no news to them. */
  asOf?: string;
};

export type RangeQuery = {
  /** The lowest id. */
  from: string;
  /** Above the highest id. */
  to: string;
  /** Continuation from the page before. */
  after?: string;
  limit: number;
};

/** Small JSON documents by collection and id: the lists that people see, and what must be found by id. */
export interface Documents {
  get<T>(collection: string, id: string): Promise<Stored<T> | undefined>;
  /** Those of the ids (200 at most) that exist, in no particular order. */
  getMany<T>(collection: string, ids: readonly string[]): Promise<Array<Stored<T>>>;
  /** Writes the document; answers whether it was written. */
  put<T>(
    collection: string,
    id: string,
    body: T,
    options?: PutOptions,
  ): Promise<{ written: boolean }>;
  delete(collection: string, id: string): Promise<void>;
  /** Documents by id, ascending: for collections whose ids begin with a time, those of a time. */
  range<T>(
    collection: string,
    query: RangeQuery,
  ): Promise<{ items: Array<Stored<T>>; next?: string }>;
  list<T>(
    collection: string,
    query: ListQuery,
  ): Promise<{ items: Array<Stored<T>>; next?: string }>;
}
