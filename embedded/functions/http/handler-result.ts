import type { IncomingMessage, ServerResponse } from 'node:http';
import { ReadableStream } from 'node:stream/web';
import { pacedBody } from './paced-body.ts';

/** The properties of `HttpResponseInit` and `HttpResponse` that the library reads. */
type Result = {
  status?: number;
  headers?: unknown;
  cookies?: unknown;
  jsonBody?: unknown;
  enableContentNegotiation?: boolean;
  body?: unknown;
};

/**
 * Prepares what an HTTP handler returned for the library, which sends it: nothing means 204, a
 * streaming body is tied to the client's pace, a HEAD request has no body.
 *
 * @throws TypeError when the handler returned something else than an object.
 */
export function prepareResult(
  result: unknown,
  request: IncomingMessage,
  response: ServerResponse,
): object {
  if (result === undefined || result === null) return { status: 204 };
  if (typeof result !== 'object') {
    throw new TypeError('An HTTP handler must return an object with status, headers, body.');
  }
  // An `HttpResponse` of the library makes a stream of any body when it is asked for it.
  const { body } = result as Result;
  if (!isStream(body)) return result;
  const { status, headers, cookies, jsonBody, enableContentNegotiation } = result as Result;
  const head = { status, headers, cookies, jsonBody, enableContentNegotiation };
  const paced = pacedBody(body, response);
  if (request.method !== 'HEAD') return { ...head, body: paced };
  paced.cancel().catch(() => {
    // The source failed before; nobody reads it.
  });
  return head;
}

function isStream(body: unknown): body is ReadableStream | AsyncIterable<unknown> {
  return (
    body instanceof ReadableStream ||
    (typeof body === 'object' && body !== null && Symbol.asyncIterator in body)
  );
}
