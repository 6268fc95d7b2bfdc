import { STATUS_CODES, type ServerResponse } from 'node:http';

const keptHeaders = new Set(['x-request-id', 'connection', 'allow']);

/** An RFC 9457 problem, in the form of a function's HTTP response. */
export type ProblemResponse = {
  status: number;
  headers: Record<string, string>;
  body: string;
};

/** @param detail a sentence for the person who made the request; never an internal error's text. */
export function problem(status: number, detail: string, requestId: string): ProblemResponse {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[status],
      status,
      detail,
      requestId,
    }),
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
