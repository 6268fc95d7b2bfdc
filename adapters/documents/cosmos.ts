import type { PatchRequestBody } from '@azure/cosmos';
import { randomUUID } from 'node:crypto';
import type {
  Documents,
  ListQuery,
  PutOptions,
  RangeQuery,
  Stored,
} from '../../core/ports/documents.ts';
import { AzureProblem } from '../azure/azure-problem.ts';
import { backOff } from '../backoff.ts';
import type { CosmosDatabase } from '../cosmos/database.ts';
import {
  documentId,
  isScattered,
  partitionOf,
  storedOf,
  type CosmosDocument,
} from './cosmos-document.ts';
import { listQuery, rangeQuery } from './cosmos-list.ts';
import { Places } from './cosmos-place.ts';

/** How often a write is tried again after a failure that may pass. */
const attempts = 6;

/** Documents in Cosmos DB: a write is one request, and so is a page of a list. */
export class CosmosDocuments implements Documents {
  readonly #database: CosmosDatabase;
  readonly #now: () => number;
  readonly #places: Places;

  /** @param now milliseconds since the epoch. */
  constructor(database: CosmosDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
    this.#places = new Places(now);
  }

  async get<T>(collection: string, id: string): Promise<Stored<T> | undefined> {
    const document = await this.#read<T>(collection, id);
    return document && storedOf(document);
  }

  async getMany<T>(collection: string, ids: readonly string[]): Promise<Array<Stored<T>>> {
    const found = await Promise.all([...new Set(ids)].map((id) => this.get<T>(collection, id)));
    return found.filter((document) => document !== undefined);
  }

  async put<T>(
    collection: string,
    id: string,
    body: T,
    options: PutOptions = {},
  ): Promise<{ written: boolean }> {
    const document: CosmosDocument<T> = {
      id: documentId(id),
      partition: partitionOf(collection, id),
      name: id,
      body,
      version: 1,
      updatedAt: new Date(this.#now()).toISOString(),
      place: options.asOf === undefined ? this.#places.next() : this.#places.at(options.asOf),
      writer: randomUUID(),
      ttl: options.ttlSeconds ?? -1,
    };
    for (let failure: AzureProblem | undefined, attempt = 1; ; attempt += 1) {
      try {
        const written = await this.#write(document, options.ifVersion);
        // An attempt whose answer was lost may have been the one that made the condition fail.
        return { written: written || (failure !== undefined && (await this.#wrote(document))) };
      } catch (error) {
        if (!(error instanceof AzureProblem && error.transient) || attempt === attempts)
          throw error;
        failure = error;
        await backOff(attempt);
      }
    }
  }

  async delete(collection: string, id: string): Promise<void> {
    await this.#database.call(
      'documents.delete',
      'documents',
      (container, options) =>
        container.item(documentId(id), partitionOf(collection, id)).delete(options),
      [404],
    );
  }

  async list<T>(
    collection: string,
    query: ListQuery,
  ): Promise<{ items: Array<Stored<T>>; next?: string }> {
    if (isScattered(collection)) throw new Error(`${collection} are found by their ids only.`);
    const documents = await this.#database.query<CosmosDocument<T>>('documents.list', 'documents', {
      partition: collection,
      spec: listQuery(query),
      limit: query.limit + 1,
    });
    const items = documents.slice(0, query.limit);
    const last = items.at(-1);
    const more = documents.length > query.limit && last ? { next: last.place } : {};
    return { items: items.map((document) => storedOf(document)), ...more };
  }

  async range<T>(
    collection: string,
    query: RangeQuery,
  ): Promise<{ items: Array<Stored<T>>; next?: string }> {
    if (isScattered(collection)) throw new Error(`${collection} are found by their ids only.`);
    const documents = await this.#database.query<CosmosDocument<T>>(
      'documents.range',
      'documents',
      {
        partition: collection,
        spec: rangeQuery(query),
        limit: query.limit + 1,
      },
    );
    const items = documents.slice(0, query.limit);
    const last = items.at(-1);
    const more = documents.length > query.limit && last ? { next: last.name } : {};
    return { items: items.map((document) => storedOf(document)), ...more };
  }

  async #write<T>(document: CosmosDocument<T>, ifVersion: number | undefined): Promise<boolean> {
    if (ifVersion === 0) return this.#create(document);
    if (ifVersion !== undefined) return this.#patch(document, ifVersion);
    for (;;) {
      if (await this.#patch(document)) return true;
      if (await this.#create(document)) return true;
      // It was created between the two, and may be deleted again.
    }
  }

  async #create<T>(document: CosmosDocument<T>): Promise<boolean> {
    const answer = await this.#database.call(
      'documents.put',
      'documents',
      (container, options) => container.items.create(document, options),
      [409],
    );
    return answer !== undefined;
  }

  async #patch<T>(document: CosmosDocument<T>, ifVersion?: number): Promise<boolean> {
    const { id, partition, body, updatedAt, place, writer, ttl } = document;
    const changes: PatchRequestBody = {
      operations: [
        { op: 'set', path: '/body', value: body },
        { op: 'incr', path: '/version', value: 1 },
        ...Object.entries({ updatedAt, place, writer, ttl }).map(([field, value]) => ({
          op: 'set' as const,
          path: `/${field}`,
          value,
        })),
      ],
      ...(ifVersion === undefined
        ? {}
        : { condition: `from c where c.version = ${Math.trunc(ifVersion)}` }),
    };
    const answer = await this.#database.call(
      'documents.put',
      'documents',
      (container, options) => container.item(id, partition).patch(changes, options),
      [404, 412],
    );
    return answer !== undefined;
  }

  async #wrote({ id, partition, writer }: CosmosDocument): Promise<boolean> {
    return (await this.#readItem(id, partition))?.writer === writer;
  }

  #read<T>(collection: string, id: string): Promise<CosmosDocument<T> | undefined> {
    return this.#readItem<T>(documentId(id), partitionOf(collection, id));
  }

  #readItem<T>(id: string, partition: string): Promise<CosmosDocument<T> | undefined> {
    return this.#database.read<CosmosDocument<T>>('documents.get', 'documents', { partition, id });
  }
}
