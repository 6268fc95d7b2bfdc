import type { ServerResponse } from 'node:http';
import { problem as problemOf, type ErrorCode } from '../../../contracts/errors.ts';

const keptHeaders = new Set(['x-request-id', 'connection', 'allow']);

/** An RFC 9457 problem, in the form of a function's HTTP response. */
export type ProblemResponse = {
  status: number;
  headers: Record<string, string>;
  body: string;
};

/**
 * @param status the HTTP status, where it is more particular than the code's own.
 * @param detail for the person who made the request, what the code's own sentence does not say;
 * never an internal error's text.
 */
export function problem(
  code: ErrorCode,
  detail: string | undefined,
  requestId: string,
  status?: number,
): ProblemResponse {
  const found = problemOf(code, {
    requestId,
    ...(detail === undefined ? {} : { detail }),
    ...(status === undefined ? {} : { status }),
  });
  return {
    status: found.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify(found),
  };
}

/** Answers with the problem, or breaks the connection off when an answer has begun already. */
export function sendProblem(
  response: ServerResponse,
  { status, headers, body }: ProblemResponse,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of response.getHeaderNames()) {
    if (!keptHeaders.has(name)) response.removeHeader(name);
  }
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
