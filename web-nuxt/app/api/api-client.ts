import { Problem } from '../../../contracts/errors.ts';
import {
  routes,
  type AnswerOf,
  type BodyOf,
  type QueryOf,
  type RouteName,
} from '../../../contracts/routes.ts';
import type { Route } from '../../../contracts/route.ts';
import { ApiError, UnreachableError } from './api-error.ts';

const timeoutMs = 60_000;

type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

export type CallOptions<N extends RouteName> = {
  params?: Record<ParameterOf<(typeof routes)[N]['path']>, string>;
  query?: Partial<QueryOf<N>>;
  body?: BodyOf<N>;
  /** The body of routes that take bytes. */
  raw?: Blob;
  /** Goes out even when the page is left meanwhile. */
  keepalive?: boolean;
  signal?: AbortSignal;
};

/**
 * Calls a route of the API, typed by the route table.
 *
 * @throws ApiError when the service answers with a problem
 * @throws UnreachableError when it does not answer, or not as the route table promises
 */
export type CallApi = <N extends RouteName>(
  name: N,
  options?: CallOptions<N>,
) => Promise<AnswerOf<N>>;

/**
 * The browser's API client; the cookie of the sign-in goes along by itself.
 * `refused` hears of every problem, so that a lost sign-in is noticed wherever it happens.
 */
export function createApi(
  send: typeof fetch,
  refused: (problem: Problem) => void = () => {},
): CallApi {
  return async (name, options = {}) => {
    const route: Route = routes[name];
    const response = await request(send, route, options);
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const problem = Problem.safeParse(body);
      if (!problem.success) throw new UnreachableError(`Harvest answered ${response.status}.`);
      refused(problem.data);
      throw new ApiError(problem.data);
    }
    if (!route.answer) return undefined as AnswerOf<typeof name>;
    const answer = route.answer.safeParse(body);
    if (!answer.success)
      throw new UnreachableError('This page is older than the service. Reload it.');
    return answer.data as AnswerOf<typeof name>;
  };
}

async function request(
  send: typeof fetch,
  route: Route,
  options: CallOptions<RouteName>,
): Promise<Response> {
  const { body, raw, keepalive = false, signal } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await send(addressOf(route.path, options), {
      method: route.method,
      keepalive,
      headers: {
        accept: 'application/json',
        ...(raw ? { 'content-type': 'application/octet-stream' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(raw ? { body: raw } : body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new UnreachableError('Harvest does not answer. It may be starting again.', { cause });
  }
}

function addressOf(path: string, options: CallOptions<RouteName>): string {
  const params: Record<string, string> = options.params ?? {};
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = params[key];
    if (value === undefined) throw new Error(`The path ${path} needs ${key}.`);
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(options.query ?? {}))
    if (value !== undefined) query.set(key, String(value));
  return `/api/${filled}${query.size > 0 ? `?${query}` : ''}`;
}
