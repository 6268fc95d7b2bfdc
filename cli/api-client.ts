import { Problem } from '../contracts/errors.ts';
import type { Route } from '../contracts/route.ts';
import {
  routes,
  type AnswerOf,
  type BodyOf,
  type QueryOf,
  type RouteName,
} from '../contracts/routes.ts';
import { ApiError, CliError, UnreachableError } from './errors.ts';

const timeoutMs = 60_000;

type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

export type CallOptions<N extends RouteName> = {
  params?: Record<ParameterOf<(typeof routes)[N]['path']>, string>;
  query?: Partial<QueryOf<N>>;
  body?: BodyOf<N>;
  signal?: AbortSignal;
};

/** Calls the routes of the API, typed by the route table. */
export class ApiClient {
  readonly url: string;
  readonly #token: () => Promise<string>;

  /** `token` is asked for once per call, as a service that has just started writes a new one. */
  constructor(url: string, token: () => Promise<string>) {
    this.url = url;
    this.#token = token;
  }

  /**
   * @throws ApiError when the service answers with a problem
   * @throws UnreachableError when it does not answer
   * @throws CliError when the answer is not what the route table promises
   */
  async call<N extends RouteName>(name: N, options: CallOptions<N> = {}): Promise<AnswerOf<N>> {
    const route: Route = routes[name];
    const response = await this.#send(route, options);
    const text = await response.text().catch((cause: unknown) => {
      throw this.#unreachable(cause);
    });
    if (!response.ok) throw this.#errorOf(response.status, text);
    if (!route.answer) return undefined as AnswerOf<N>;
    const answer = route.answer.safeParse(jsonOf(text));
    if (!answer.success) throw this.#misunderstood(name);
    return answer.data as AnswerOf<N>;
  }

  async #send(route: Route, options: CallOptions<RouteName>): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (route.access === 'person') headers.authorization = `Bearer ${await this.#token()}`;
    if (options.body !== undefined) headers['content-type'] = 'application/json';
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await fetch(addressOf(this.url, route.path, options), {
        method: route.method,
        headers,
        redirect: 'error',
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      });
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw this.#unreachable(cause);
    }
  }

  #unreachable(cause: unknown): UnreachableError {
    return new UnreachableError(
      `No Harvest service answers at ${this.url}. Start it with \`npm start\`.`,
      { cause },
    );
  }

  #errorOf(status: number, text: string): Error {
    const document = Problem.safeParse(jsonOf(text));
    if (!document.success)
      return new CliError(
        `What answers at ${this.url} (status ${status}) is not Harvest. Set HARVEST_PORT or HARVEST_URL to where your service is, or end what has its port.`,
      );
    if (document.data.code !== 'unauthenticated') return new ApiError(document.data);
    // The service's own sentence is for browsers and programs.
    const title = `${this.url} does not accept this token. Set HARVEST_HOME to the folder of that service, or HARVEST_TOKEN to your token for it.`;
    return new ApiError({ ...document.data, title });
  }

  #misunderstood(name: RouteName): CliError {
    return new CliError(
      `${this.url} gave an answer to ${name} that this version does not understand. Is it a Harvest service of the same version?`,
    );
  }
}

function addressOf(url: string, path: string, options: CallOptions<RouteName>): URL {
  const params: Record<string, string> = options.params ?? {};
  const filled = path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = params[key];
    if (value === undefined) throw new Error(`The path ${path} needs ${key}.`);
    return encodeURIComponent(value);
  });
  const address = new URL(`/api/${filled}`, url);
  for (const [key, value] of Object.entries(options.query ?? {}))
    if (value !== undefined) address.searchParams.set(key, String(value));
  return address;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
