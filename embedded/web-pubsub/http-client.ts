import type { WebPubSubServiceClientOptions } from '@azure/web-pubsub';
import type { WebPubSubHub } from './hub.ts';

type HttpClient = NonNullable<WebPubSubServiceClientOptions['httpClient']>;
type Request = Parameters<HttpClient['sendRequest']>[0];
type Headers = Request['headers'];

/**
 * The transport of a service client that runs in the hub's own process: requests are answered
 * by a function call. Everything above it (tokens, paths, bodies) is the real client's work.
 */
export function hubHttpClient(hub: WebPubSubHub): HttpClient {
  return {
    sendRequest: async (request) => {
      const answer = hub.answer({
        method: request.method,
        url: request.url,
        authorization: request.headers.get('authorization'),
        contentType: request.headers.get('content-type'),
        body: bytesOf(request.body),
      });
      const headers = new AnswerHeaders();
      if (!answer.error) return { request, status: answer.status, headers };
      headers.set('content-type', 'application/json');
      headers.set('x-ms-error-code', answer.error.code);
      const bodyAsText = JSON.stringify(answer.error);
      return { request, status: answer.status, headers, bodyAsText };
    },
  };
}

function bytesOf(body: Request['body']): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof ArrayBuffer) return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError('Only strings and bytes can be sent to the hub in this process.');
}

/** The few headers of an answer, in the form that the client's pipeline expects. */
class AnswerHeaders implements Headers {
  readonly #values = new Map<string, string>();

  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase());
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  set(name: string, value: string | number | boolean): void {
    this.#values.set(name.toLowerCase(), String(value));
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }

  toJSON(): Record<string, string> {
    return Object.fromEntries(this.#values);
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return this.#values.entries();
  }
}
