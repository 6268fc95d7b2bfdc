import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RestAnswer } from './rest-routes.ts';

const reasons = {
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  500: 'Internal Server Error',
};

/**
 * Reads a request's body; undefined when it is larger than `maxBytes`. The excess is read and
 * thrown away, because a client that is still sending would not see the answer.
 *
 * @throws when the request breaks off
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks) : undefined;
}

/** Writes a REST answer as the service does: JSON only for errors. */
export function writeAnswer(response: ServerResponse, { status, error }: RestAnswer): void {
  if (!error) {
    response.writeHead(status).end();
    return;
  }
  const headers = { 'content-type': 'application/json', 'x-ms-error-code': error.code };
  response.writeHead(status, headers).end(JSON.stringify(error));
}

/** Refuses a request for a WebSocket with a plain HTTP answer. */
export function refuseUpgrade(socket: Duplex, status: keyof typeof reasons, message: string): void {
  // The client may be gone already; there is nobody to tell.
  socket.on('error', () => socket.destroy());
  const bytes = Buffer.byteLength(message);
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${bytes}\r\n\r\n${message}`,
  );
}
