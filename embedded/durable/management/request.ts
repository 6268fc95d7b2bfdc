import type { IncomingMessage } from 'node:http';

/** A request to the management API, below its key. */
export type ManagementRequest = {
  method: string;
  /** Decoded path segments, without empty ones at the end. */
  path: string[];
  query: URLSearchParams;
  continuationToken: string;
  /** The body as JSON text; null when it is empty. */
  body: string | null;
};

export type ManagementResponse = {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
};

/** Inputs and events travel by value; more than this is a mistake. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** An error that the caller caused, with the status it should see. */
export class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What arrives over HTTP, or from a client in this process. */
export type ManagementCall = {
  method: string;
  /** The path and the query. */
  url: string;
  /** The header `x-ms-continuation-token`; empty when it is missing. */
  continuationToken: string;
  /** JSON text; empty when there is no body. */
  body: string;
};

/**
 * Reads a call whose path, below the key, is `path`.
 * @throws BadRequest when the path or the body cannot be understood.
 */
export function readCall(
  { method, continuationToken, body }: ManagementCall,
  path: string,
  search: string,
): ManagementRequest {
  return {
    method,
    path: segments(path),
    query: new URLSearchParams(search),
    continuationToken: decodeURIComponent(continuationToken),
    body: jsonText(body),
  };
}

/** @throws BadRequest when there is too much of it. */
export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new BadRequest(413, 'The body is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function segments(path: string): string[] {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  try {
    return trimmed.split('/').map(decodeURIComponent);
  } catch {
    throw new BadRequest(400, 'The path is not valid percent-encoding.');
  }
}

function jsonText(body: string): string | null {
  if (body === '') return null;
  try {
    JSON.parse(body);
  } catch {
    throw new BadRequest(400, 'The body is not valid JSON.');
  }
  return body;
}
