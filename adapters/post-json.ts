import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';

export type PostOptions = {
  headers: Record<string, string>;
  /** Bounds the whole exchange, in milliseconds. */
  timeoutMs: number;
  /** The longest answer that is taken, in UTF-16 units. */
  maxLength: number;
};

/**
 * Posts JSON and reads the answer as text; follows no redirect. On the way of a prompt, where this
 * is used, `fetch` would take twice as much of the processor.
 *
 * @throws when there is no whole answer in time, or too long a one
 */
export async function postJson(
  url: string,
  value: unknown,
  { headers, timeoutMs, maxLength }: PostOptions,
): Promise<{ status: number; text: string }> {
  const body = JSON.stringify(value);
  const request = (url.startsWith('https:') ? https : http).request(url, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    },
    signal: AbortSignal.timeout(timeoutMs),
  });
  // One that comes after the answer has begun is told by the answer as well.
  request.on('error', () => undefined);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > maxLength) throw new Error('The answer is too long.');
  }
  return { status: response.statusCode ?? 0, text };
}
