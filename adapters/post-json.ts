import { once } from 'node:events';
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';

export type PostOptions = {
  headers: Record<string, string>;
  /** Bounds the whole exchange, in milliseconds. */
  timeoutMs: number;
  /** The longest answer that is taken, in UTF-16 units. */
  maxLength: number;
};

/**
 * Posts JSON and reads the answer as text; follows no redirect. It may arrive twice: the other side
 * may end a connection that was kept just when it is used again. On the way of a prompt, where this
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
  const signal = AbortSignal.timeout(timeoutMs);
  const send = (agent?: false): ClientRequest => {
    const request = (url.startsWith('https:') ? https : http).request(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
      signal,
      agent,
    });
    // One that comes after the answer has begun is told by the answer as well.
    request.on('error', () => undefined);
    return request.end(body);
  };
  const request = send();
  const response = await answerTo(request, signal).catch((error: unknown) => {
    if (!request.reusedSocket || signal.aborted) throw error;
    return answerTo(send(false), signal);
  });
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > maxLength) throw new Error('The answer is too long.');
  }
  return { status: response.statusCode ?? 0, text };
}

/** Also heeds the signal itself: a request that is answered with an upgrade ends without a word. */
async function answerTo(request: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const [response] = (await once(request, 'response', { signal })) as [IncomingMessage];
  return response;
}
