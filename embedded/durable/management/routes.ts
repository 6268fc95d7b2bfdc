import type { ClientOperations, Refused, Sent } from '../client-operations.ts';
import { isFinished } from '../stores/instances.ts';
import type { InstanceFilter } from '../stores/instance-list.ts';
import { BadRequest, type ManagementRequest, type ManagementResponse } from './request.ts';
import { statusView } from './status-view.ts';

const DEFAULT_PAGE = 100;
const NOT_FOUND: ManagementResponse = { status: 404 };

/** Answers a request as the Durable Functions extension would. */
export async function route(
  client: ClientOperations,
  request: ManagementRequest,
): Promise<ManagementResponse> {
  const { method, path } = request;
  const [collection, first = '', second, third] = path;
  switch (`${method} ${collection ?? ''}`) {
    case 'POST orchestrators':
      return start(client, request, first, second);
    case 'POST entities':
      return second === undefined ? NOT_FOUND : signal(client, request, first, second);
    case 'GET entities':
      return second === undefined ? NOT_FOUND : entityState(client, first, second);
    case 'GET instances':
      return first === '' ? list(client, request) : status(client, request, first);
    case 'DELETE instances':
      return first === '' ? purgeBy(client, request) : purge(client, first);
    case 'POST instances':
      return command(client, request, first, second ?? '', third);
    default:
      return NOT_FOUND;
  }
}

async function start(
  client: ClientOperations,
  { body, query }: ManagementRequest,
  name: string,
  id: string | undefined,
): Promise<ManagementResponse> {
  const version = query.get('version');
  const started = await client.start({
    name,
    input: body,
    ...(id && { id }),
    ...(version && { version }),
  });
  return started.ok ? { status: 202, body: { id: started.id } } : refusal(started);
}

async function signal(
  client: ClientOperations,
  { body, query }: ManagementRequest,
  name: string,
  key: string,
): Promise<ManagementResponse> {
  const signalled = await client.signal({ name, key }, query.get('op') ?? '', body);
  return signalled.ok ? { status: 202 } : refusal(signalled);
}

function entityState(client: ClientOperations, name: string, key: string): ManagementResponse {
  const state = client.entityState({ name, key });
  return state === null ? NOT_FOUND : { status: 200, body: JSON.parse(state) };
}

function list(client: ClientOperations, request: ManagementRequest): ManagementResponse {
  const { query, continuationToken } = request;
  const { items, next } = client.list(filterOf(query), continuationToken, pageSize(query));
  return {
    status: 200,
    body: items.map((instance) => statusView(instance, query)),
    headers: next === undefined ? {} : { 'x-ms-continuation-token': encodeURIComponent(next) },
  };
}

function status(
  client: ClientOperations,
  { query }: ManagementRequest,
  id: string,
): ManagementResponse {
  const instance = client.instance(id);
  if (!instance) return NOT_FOUND;
  return {
    status: isFinished(instance.status) ? 200 : 202,
    body: statusView(instance, query),
  };
}

async function purge(client: ClientOperations, id: string): Promise<ManagementResponse> {
  const purged = await client.purge(id);
  if (purged === 'unknown') return NOT_FOUND;
  return { status: 200, body: { instancesDeleted: purged === 'purged' ? 1 : 0 } };
}

async function purgeBy(
  client: ClientOperations,
  { query }: ManagementRequest,
): Promise<ManagementResponse> {
  const instancesDeleted = await client.purgeBy(filterOf(query));
  return instancesDeleted === 0 ? NOT_FOUND : { status: 200, body: { instancesDeleted } };
}

async function command(
  client: ClientOperations,
  { body, query }: ManagementRequest,
  id: string,
  verb: string,
  name: string | undefined,
): Promise<ManagementResponse> {
  const reason = query.get('reason');
  switch (verb) {
    case 'raiseEvent':
      if (!name) return NOT_FOUND;
      return sent(await client.send(id, { kind: 'event', name, input: body }));
    case 'terminate':
    case 'suspend':
    case 'resume':
      return sent(await client.send(id, { kind: verb, reason }));
    case 'rewind':
      return {
        status: 501,
        body: 'The rewind operation is not supported by the underlying storage provider.',
      };
    case 'restart': {
      const instance = client.instance(id);
      if (!instance) return NOT_FOUND;
      const { name: functionName, version, input } = instance;
      const again = query.get('restartWithNewInstanceId') === 'false' && { id };
      const started = await client.start({ name: functionName, version, input, ...again });
      return started.ok ? { status: 202, body: { id: started.id } } : refusal(started);
    }
    default:
      return NOT_FOUND;
  }
}

function sent(outcome: Sent): ManagementResponse {
  if (outcome === 'unknown') return NOT_FOUND;
  return { status: outcome === 'finished' ? 410 : 202 };
}

function refusal({ code, message }: Refused): ManagementResponse {
  return { status: code === 'conflict' ? 409 : 400, body: { message } };
}

function filterOf(query: URLSearchParams): InstanceFilter {
  const createdFrom = time(query, 'createdTimeFrom');
  const createdTo = time(query, 'createdTimeTo');
  const statuses = query.get('runtimeStatus')?.split(',');
  return {
    ...(createdFrom !== undefined && { createdFrom }),
    ...(createdTo !== undefined && { createdTo }),
    ...(statuses && { statuses }),
  };
}

function time(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (!text) return undefined;
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new BadRequest(400, `${name} is not a date.`);
  return value;
}

function pageSize(query: URLSearchParams): number {
  const top = Number(query.get('top'));
  return Number.isInteger(top) && top > 0 ? Math.min(top, 1_000) : DEFAULT_PAGE;
}
