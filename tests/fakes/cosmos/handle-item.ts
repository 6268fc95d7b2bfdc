import type { RequestKind } from './faults.ts';
import { operate, type Operation } from './operations.ts';
import { notImplemented } from './refusal.ts';
import { runBatch } from './run-batch.ts';
import { runQuery, type QueryPlace, type QueryRequest } from './run-query.ts';
import type { ContainerDefinition, JsonObject, Store } from './store.ts';

export type ItemRequest = {
  method: string;
  headers: Readonly<Record<string, string | undefined>>;
  /** Absent where the request is about the container's documents as a whole. */
  id?: string;
  body: unknown;
};

export type Reply = { status: number; body?: unknown; headers?: Record<string, string> };

/** What a request about documents asks for; a query's plan is none of these. */
export function kindOf({ method, headers, id }: ItemRequest): RequestKind | 'query-plan' {
  const isTrue = (name: string) => /^true$/i.test(headers[name] ?? '');
  if (id !== undefined) {
    const kinds: Record<string, RequestKind> = { GET: 'read', PATCH: 'patch', DELETE: 'delete' };
    const kind = kinds[method];
    if (!kind) throw notImplemented(`${method} of a document`);
    return kind;
  }
  if (method !== 'POST') throw notImplemented(`${method} of a container's documents`);
  if (isTrue('x-ms-cosmos-is-query-plan-request')) return 'query-plan';
  if (isTrue('x-ms-cosmos-is-batch-request')) {
    if (!isTrue('x-ms-cosmos-batch-atomic')) throw notImplemented('bulk requests');
    return 'batch';
  }
  if (isTrue('x-ms-documentdb-isquery')) return 'query';
  return isTrue('x-ms-documentdb-is-upsert') ? 'upsert' : 'create';
}

export function handleItem(
  place: { store: Store; container: string; definition: ContainerDefinition },
  kind: RequestKind,
  request: ItemRequest,
): Reply {
  const field = place.definition.partitionKey.paths[0]?.slice(1) ?? '';
  if (kind === 'query' && request.headers['x-ms-documentdb-partitionkey'] === undefined)
    return query(place, request);
  const scope = { ...place, field, partition: partitionOf(request) };
  if (kind === 'batch') {
    const { status, answers } = runBatch(scope, request.body as Operation[]);
    return { status, body: answers };
  }
  if (kind === 'query') return query(scope, request);
  const ifMatch = request.headers['if-match'];
  const operation: Operation = {
    operationType: kind.charAt(0).toUpperCase() + kind.slice(1),
    ...(request.id === undefined ? {} : { id: request.id }),
    resourceBody: request.body as JsonObject,
    ...(ifMatch ? { ifMatch } : {}),
  };
  const { status, document } = place.store.transaction(() => operate(scope, operation));
  return { status, ...(document ? { body: document, headers: etagOf(document) } : {}) };
}

function query(place: QueryPlace, { headers, body }: ItemRequest): Reply {
  const continuation = headers['x-ms-continuation'];
  const maxItems = Number(headers['x-ms-max-item-count'] ?? 100);
  const page = { maxItems, ...(continuation ? { continuation } : {}) };
  const { results, continuation: next } = runQuery(place, body as QueryRequest, page);
  return {
    status: 200,
    body: { _rid: 'fake', Documents: results, _count: results.length },
    headers: next ? { 'x-ms-continuation': next } : {},
  };
}

/** All but one query of the adapters is about one partition; the fake insists on it. */
function partitionOf({ headers }: ItemRequest): string {
  const values = JSON.parse(headers['x-ms-documentdb-partitionkey'] ?? '[]') as unknown[];
  const [value] = values;
  if (values.length !== 1 || typeof value !== 'string')
    throw notImplemented('requests that are not about exactly one partition');
  return value;
}

function etagOf(document: JsonObject): Record<string, string> {
  return { etag: String(document['_etag']) };
}
