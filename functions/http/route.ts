import { app, type HttpRequest, type HttpResponseInit } from '@azure/functions';
import * as df from 'durable-functions';
import { durableClient } from '../../adapters/durable-client.ts';
import {
  routes,
  type AnswerOf,
  type ParsedBodyOf,
  type QueryOf,
  type RouteName,
} from '../../contracts/routes.ts';
import type { Person } from '../../contracts/ids.ts';
import type { Route } from '../../contracts/route.ts';
import { authorisePerson, authoriseSandbox } from './authorise.ts';
import { readBody, readJson } from './body.ts';
import { parse, responseOf } from './respond.ts';

/** Large enough to say that a prompt of a megabyte is too long, rather than that a body is. */
const bodyLimit = 4 * 1024 * 1024;

export type Call<N extends RouteName> = {
  params: Record<string, string>;
  query: QueryOf<N>;
  body: ParsedBodyOf<N>;
  /** The body of a route that takes it as it is. */
  raw: Uint8Array;
  /** Who asks; on routes for people. */
  person: Person;
  /** Which sandbox asks; on routes for sandboxes. */
  caller: Awaited<ReturnType<typeof authoriseSandbox>>;
  client: df.DurableClient;
  /** Host and port that the request was sent to. */
  host: string;
};

type Reply<N extends RouteName> = AnswerOf<N> | { reply: HttpResponseInit };

/**
 * Serves one route of the contract's table: authorises, parses, calls, and turns what is thrown
 * into a problem document.
 */
export function serve<N extends RouteName>(
  name: N,
  handler: (call: Call<N>) => Promise<Reply<N>> | Reply<N>,
): void {
  const route: Route = routes[name];
  app.http(name, {
    methods: [route.method],
    route: route.path,
    authLevel: 'anonymous',
    extraInputs: [df.input.durableClient()],
    handler: async (request, context) => {
      try {
        const call = await callOf<N>(route, request, durableClient(context));
        const answer = await handler(call);
        if (isReply(answer)) return answer.reply;
        return {
          status: route.status,
          ...(route.answer ? { jsonBody: answer } : {}),
          headers: { 'cache-control': 'no-store' },
        };
      } catch (error) {
        return responseOf(error, context.invocationId);
      }
    },
  });
}

function isReply(answer: unknown): answer is { reply: HttpResponseInit } {
  return typeof answer === 'object' && answer !== null && 'reply' in answer;
}

async function callOf<N extends RouteName>(
  route: Route,
  request: HttpRequest,
  client: df.DurableClient,
): Promise<Call<N>> {
  const person = route.access === 'person' ? await authorisePerson(request) : undefined;
  const caller =
    route.access === 'sandbox' ? await authoriseSandbox(request, 'control') : undefined;
  const query = route.query && parse(route.query, Object.fromEntries(request.query));
  const body = route.body && parse(route.body, await readJson(request, bodyLimit));
  const raw = route.rawLimit && (await readBody(request, route.rawLimit));
  const { host } = new URL(request.url);
  const { params } = request;
  // What each route gets is what its row in the table says.
  return { params, query, body, raw, person, caller, client, host } as unknown as Call<N>;
}
