import { holds, parametersOf, valueAt, valueOf, type Parameters } from './evaluate.ts';
import { parseQuery, type Query } from './query.ts';
import { badRequest, notImplemented } from './refusal.ts';
import type { ContainerDefinition, JsonObject, Store } from './store.ts';

export type QueryRequest = {
  query: string;
  parameters?: Array<{ name: string; value: unknown }>;
};

export type QueryPage = { results: unknown[]; continuation?: string };

/** A page ends with what the client asked for, or when it grows beyond this. */
const pageBytes = 4 * 1024 * 1024;

export type QueryPlace = {
  store: Store;
  container: string;
  definition: ContainerDefinition;
  /** Without it, all of them. */
  partition?: string;
};

/** Runs a query and answers one page of it. */
export function runQuery(
  place: QueryPlace,
  request: QueryRequest,
  page: { maxItems: number; continuation?: string },
): QueryPage {
  const query = parseQuery(request.query);
  const parameters = parametersOf(request.parameters ?? []);
  if (query.orderBy && !isIndexed(place.definition, query.orderBy.path))
    throw badRequest('The index path corresponding to the specified order-by item is excluded.');
  if (query.orderBy && place.partition === undefined)
    throw notImplemented('sorting across partitions');
  const skip = Number(page.continuation ?? 0);
  const top = query.top === undefined ? Infinity : Number(valueOf(query.top, parameters));
  const results: unknown[] = [];
  let position = 0;
  let bytes = 0;
  for (const document of matches(place, query, parameters)) {
    if (position === top) break;
    position += 1;
    if (position <= skip) continue;
    if (results.length === page.maxItems || bytes > pageBytes)
      return { results, continuation: String(position - 1) };
    const result = query.select === '*' ? document : valueAt(document, query.select);
    bytes += Buffer.byteLength(JSON.stringify(result ?? null));
    results.push(result);
  }
  return { results };
}

function* matches(
  { store, container, partition }: QueryPlace,
  { conditions, orderBy }: Query,
  parameters: Parameters,
): Generator<JsonObject> {
  const order = orderBy && { ...orderBy, ...boundOf({ conditions, orderBy }, parameters) };
  for (const document of store.scan(container, partition, order))
    if (conditions.every((condition) => holds(condition, document, parameters))) yield document;
}

/** Where the scan may begin, when a condition limits the field that it goes along. */
function boundOf(
  { conditions, orderBy }: { conditions: Query['conditions']; orderBy: Query['orderBy'] },
  parameters: Parameters,
): { bound?: string | number } {
  for (const condition of conditions) {
    if (condition.kind !== 'comparison' || condition.path.join() !== orderBy?.path.join()) continue;
    const value = valueOf(condition.value, parameters);
    const limits = orderBy.descending ? ['<', '<='] : ['>', '>='];
    if (
      limits.includes(condition.operator) &&
      (typeof value === 'string' || typeof value === 'number')
    )
      return { bound: value };
  }
  return {};
}

/** As far as the adapters' policies go: a path is in by itself, or everything is but what is out. */
function isIndexed({ indexingPolicy = {} }: ContainerDefinition, path: readonly string[]): boolean {
  const exact = `/${path.join('/')}/?`;
  const { includedPaths = [{ path: '/*' }], excludedPaths = [] } = indexingPolicy;
  if (includedPaths.some((included) => included.path === exact)) return true;
  if (excludedPaths.some((excluded) => [exact, '/*'].includes(excluded.path))) return false;
  return includedPaths.some((included) => included.path === '/*');
}
