import { holds } from './evaluate.ts';
import { parseCondition } from './query.ts';
import { badRequest, notImplemented, Refusal } from './refusal.ts';
import type { JsonObject, Store } from './store.ts';

/** One operation on one document, alone or within a batch. */
export type Operation = {
  operationType: string;
  id?: string;
  resourceBody?: JsonObject;
  ifMatch?: string;
};

/** Where documents are: a container, the field that is its partition key, and one partition. */
export type Scope = { store: Store; container: string; field: string; partition: string };

export type Answer = { status: number; document?: JsonObject };

type PatchStep = { op: string; path: string; value?: unknown };

const maxDocumentBytes = 2 * 1024 * 1024;

export function operate(scope: Scope, operation: Operation): Answer {
  switch (operation.operationType) {
    case 'Create':
      return create(scope, operation);
    case 'Upsert':
      return upsert(scope, operation);
    case 'Read':
      return { status: 200, document: existing(scope, operation) };
    case 'Patch':
      return patch(scope, operation);
    case 'Delete':
      existing(scope, operation);
      scope.store.delete(scope.container, scope.partition, idOf(operation));
      return { status: 204 };
    default:
      throw notImplemented(`the operation ${operation.operationType}`);
  }
}

function create(scope: Scope, { resourceBody = {} }: Operation): Answer {
  const { store, container, partition } = scope;
  check(scope, resourceBody);
  if (store.get(container, partition, String(resourceBody['id'])))
    throw new Refusal(
      409,
      'Conflict',
      'Entity with the specified id already exists in the system.',
    );
  return { status: 201, document: store.put(container, partition, resourceBody) };
}

function upsert(scope: Scope, { resourceBody = {} }: Operation): Answer {
  const { store, container, partition } = scope;
  check(scope, resourceBody);
  const before = store.get(container, partition, String(resourceBody['id']));
  return { status: before ? 200 : 201, document: store.put(container, partition, resourceBody) };
}

function patch(scope: Scope, operation: Operation): Answer {
  const before = existing(scope, operation);
  const { condition, operations: steps } = (operation.resourceBody ?? {}) as {
    condition?: string;
    operations?: PatchStep[];
  };
  if (!steps || steps.length === 0 || steps.length > 10)
    throw badRequest('A patch has between 1 and 10 operations.');
  if (condition && !parseCondition(condition).every((one) => holds(one, before, new Map())))
    throw preconditionFailed();
  const after = structuredClone(before);
  for (const step of steps) applyStep(after, step);
  check(scope, after);
  return { status: 200, document: scope.store.put(scope.container, scope.partition, after) };
}

function applyStep(document: JsonObject, { op, path, value }: PatchStep): void {
  const name = /^\/(\w+)$/.exec(path)?.[1];
  if (name === undefined) throw notImplemented(`patches below the first level (${path})`);
  if (name === 'id' || name.startsWith('_')) throw badRequest(`${path} cannot be patched.`);
  const before = document[name];
  if (op === 'set') document[name] = value;
  else if (op !== 'incr') throw notImplemented(`the patch operation ${op}`);
  else if (typeof value !== 'number' || (before !== undefined && typeof before !== 'number'))
    throw badRequest(`${path} is not a number.`);
  else document[name] = (before ?? 0) + value;
}

function existing({ store, container, partition }: Scope, operation: Operation): JsonObject {
  const document = store.get(container, partition, idOf(operation));
  if (!document)
    throw new Refusal(
      404,
      'NotFound',
      'Entity with the specified id does not exist in the system.',
    );
  if (operation.ifMatch !== undefined && operation.ifMatch !== document['_etag'])
    throw preconditionFailed();
  return document;
}

function idOf({ id }: Operation): string {
  if (id === undefined) throw badRequest('The operation has no id.');
  return id;
}

function check({ field, partition }: Scope, document: JsonObject): void {
  const id = document['id'];
  if (typeof id !== 'string' || id === '' || /[/\\?#]/.test(id) || Buffer.byteLength(id) > 1_023)
    throw badRequest('The id of the document is not valid.');
  if (document[field] !== partition)
    throw badRequest('PartitionKey extracted from document does not match the one in the header.');
  if (Buffer.byteLength(JSON.stringify(document)) > maxDocumentBytes)
    throw new Refusal(413, 'RequestEntityTooLarge', 'Request size is too large.');
}

function preconditionFailed(): Refusal {
  return new Refusal(412, 'PreconditionFailed', 'One of the specified pre-condition is not met.');
}
