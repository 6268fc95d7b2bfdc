import { Agent, request as httpRequest } from 'node:http';

const timeoutMs = 60_000;

/** A person's client of the API that adds little time of its own: kept connections, no parsing by schema. */
export class Api {
  readonly #url: string;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 128 });

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /**
   * Sends a request below `/api/` and reads the whole answer.
   *
   * @throws for any status but 2xx
   */
  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, text } = await this.#exchange(method, path, body);
    if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
    // The service is this checkout's own; its answers are checked by the tests, not here.
    return JSON.parse(text === '' ? 'null' : text) as T;
  }

  /** Like `call`, and how long it took in milliseconds. */
  async timed<T = unknown>(method: string, path: string, body?: unknown) {
    const from = performance.now();
    const answer = await this.call<T>(method, path, body);
    return { answer, ms: performance.now() - from };
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(method: string, path: string, body: unknown) {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise<{ status: number; text: string }>((done, reject) => {
      const request = httpRequest(`${this.#url}/api/${path}`, {
        method,
        agent: this.#agent,
        timeout: timeoutMs,
        headers: {
          authorization: `Bearer ${this.#token}`,
          ...(payload === undefined
            ? {}
            : {
                'content-type': 'application/json',
                'content-length': Buffer.byteLength(payload),
              }),
        },
      });
      request.once('error', reject);
      request.once('timeout', () => request.destroy(new Error(`${method} ${path} took too long`)));
      request.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.once('error', reject);
        response.once('end', () => done({ status: response.statusCode ?? 0, text }));
      });
      request.end(payload);
    });
  }
}
