import { authorize } from './authorization.ts';
import { requestUnitsOf } from './charge.ts';
import type { Fault, Faults } from './faults.ts';
import { handleItem, kindOf, type Reply } from './handle-item.ts';
import { notImplemented, Refusal } from './refusal.ts';
import type { ContainerDefinition, JsonObject, Store } from './store.ts';

export type FakeRequest = {
  method: string;
  path: string;
  headers: Readonly<Record<string, string | undefined>>;
  body: unknown;
};

export type FakeAccount = {
  store: Store;
  faults: Faults;
  secrets: { key: string; token: string };
  /** The account's own address. */
  endpoint: string;
};

export type Handled = Reply & { cut?: boolean; requestUnits?: number };

/** Answers a request; throws a `Refusal` for everything but success. */
export function handle(account: FakeAccount, request: FakeRequest): Handled {
  const parts = request.path.split('/').filter(Boolean).map(decodeURIComponent);
  const resourceType = (parts.length % 2 === 0 ? parts.at(-2) : parts.at(-1)) ?? '';
  const resource = (parts.length % 2 === 0 ? parts : parts.slice(0, -1)).join('/');
  const { method, headers } = request;
  const date = headers['x-ms-date'] ?? '';
  const authorization = headers['authorization'] ?? '';
  authorize({ method, resourceType, resource, date, authorization }, account.secrets);
  if (parts.length === 0) return { status: 200, body: describeAccount(account.endpoint) };
  if (parts.length <= 4) return handleDefinition(account.store, method, parts, request.body);
  if (parts[4] !== 'docs') throw notImplemented(`requests to ${parts[4]}`);
  return handleDocuments(account, parts, request);
}

function handleDocuments(account: FakeAccount, parts: string[], request: FakeRequest): Handled {
  const container = parts.slice(0, 4).join('/');
  const definition = defined(account.store, container) as unknown as ContainerDefinition;
  const { method, headers, body } = request;
  const id = parts[5];
  const item = { method, headers, body, ...(id === undefined ? {} : { id }) };
  const kind = kindOf(item);
  // A query within one partition is run as it stands, so that its plan is never used.
  if (kind === 'query-plan') return { status: 200, body: { queryInfo: {}, queryRanges: [] } };
  const effect = account.faults.take(kind);
  if (effect === 'cut-before') return { status: 0, cut: true };
  if (typeof effect === 'object') throw injected(effect);
  const place = { store: account.store, container, definition };
  const reply = handleItem(place, kind, item);
  const charged = { ...reply, requestUnits: requestUnitsOf(kind, reply) };
  return effect === 'cut-after' ? { ...charged, cut: true } : charged;
}

function handleDefinition(store: Store, method: string, parts: string[], body: unknown): Reply {
  const path = parts.join('/');
  if (method === 'GET' && parts.length % 2 === 0)
    return { status: 200, body: defined(store, path) };
  if (method !== 'POST' || parts.length % 2 === 0) throw notImplemented(`${method} ${path}`);
  const definition = body as JsonObject;
  const newPath = `${path}/${String(definition['id'])}`;
  if (parts.length === 3) defined(store, parts.slice(0, 2).join('/'));
  if (store.definition(newPath)) throw new Refusal(409, 'Conflict', 'It exists already.');
  store.define(newPath, { ...definition, _rid: newPath, _self: newPath });
  return { status: 201, body: defined(store, newPath) };
}

function defined(store: Store, path: string): JsonObject {
  const definition = store.definition(path);
  if (!definition) throw new Refusal(404, 'NotFound', 'Resource Not Found.');
  return definition;
}

function injected(effect: Exclude<Fault['effect'], string>): Refusal {
  const wait = effect.retryAfterMs;
  const headers: Record<string, string> =
    wait === undefined ? {} : { 'x-ms-retry-after-ms': String(wait) };
  return new Refusal(effect.status, 'Injected', 'A test asked for this.', headers);
}

function describeAccount(endpoint: string): JsonObject {
  const locations = [{ name: 'Here', databaseAccountEndpoint: endpoint }];
  return {
    id: 'fake',
    writableLocations: locations,
    readableLocations: locations,
    enableMultipleWriteLocations: false,
    userConsistencyPolicy: { defaultConsistencyLevel: 'Strong' },
    queryEngineConfiguration: '{}',
  };
}
