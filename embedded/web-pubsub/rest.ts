import { bearerToken, checkToken } from './access-token.ts';
import type { Directory } from './directory.ts';
import type { Payload } from './message.ts';
import { findRoute, type RestAnswer } from './rest-routes.ts';

/** A request to the hub's REST interface, however it came in. */
export type RestRequest = {
  method: string;
  /** Absolute, or path and query. */
  url: string;
  authorization: string | undefined;
  contentType: string | undefined;
  body: Buffer;
};

export type RestContext = {
  hub: string;
  accessKey: string;
  directory: Directory;
  /** Milliseconds since the epoch. */
  now: number;
};

/** Answers the calls that a service client makes. Authorised by a token for the very path. */
export function answerRest(request: RestRequest, context: RestContext): RestAnswer {
  const url = URL.parse(request.url, 'http://hub');
  if (!url) return refuse(400, 'BadRequest', 'The URL is malformed.');
  const token = bearerToken(request.authorization) ?? '';
  const check = checkToken(token, context.accessKey, url.pathname, context.now);
  if (!check.ok) return refuse(401, 'Unauthorized', `The token is refused: ${check.reason}.`);
  if (url.searchParams.has('filter')) {
    return refuse(400, 'NotSupported', 'Filters are not supported by this hub.');
  }
  const [api, hubs, hub, ...segments] = url.pathname.slice(1).split('/').map(decodeSegment);
  if (api !== 'api' || hubs !== 'hubs' || hub !== context.hub) {
    return refuse(404, 'NotFound', `This service has the hub '${context.hub}' only.`);
  }
  const route = findRoute(request.method, segments);
  if (!route) return refuse(404, 'NotSupported', 'This operation is not supported by this hub.');
  return route({
    names: segments.filter((_, index) => index % 2 === 1),
    query: url.searchParams,
    payload: () => readPayload(request.contentType ?? '', request.body),
    directory: context.directory,
  });
}

function refuse(status: number, code: string, message: string): RestAnswer {
  return { status, error: { code, message } };
}

function readPayload(contentType: string, body: Buffer): Payload | undefined {
  if (contentType.startsWith('text/plain')) return { dataType: 'text', data: body.toString() };
  if (!contentType.startsWith('application/json')) {
    return { dataType: 'binary', data: body.toString('base64') };
  }
  try {
    return { dataType: 'json', data: JSON.parse(body.toString()) };
  } catch {
    return undefined;
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
