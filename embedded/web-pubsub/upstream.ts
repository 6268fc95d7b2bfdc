import { createHmac, randomUUID } from 'node:crypto';
import type { HubLog } from './options.ts';

/** A connection as its events tell of it. */
export type ConnectionFacts = {
  connectionId: string;
  userId?: string | undefined;
  /** What the answer to `connect` asked to be told again. */
  state?: string | undefined;
};

export type UpstreamOptions = {
  hub: string;
  /** Where events are sent. */
  url: string;
  accessKey: string;
  log: HubLog;
};

/** A client waits for the answer to `connect`, as long as the service itself would. */
const answerMs = 5_000;

/**
 * Tells the app of connections as the service does: as CloudEvents over HTTP, signed. Only `connect`
 * is waited for. There are no repetitions, since the app is in the same process.
 */
export class Upstream {
  readonly #options: UpstreamOptions;

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /**
   * Asks whether a client may connect.
   *
   * @returns the state that the connection's other events carry; undefined when it may not
   */
  async connect(
    facts: ConnectionFacts,
    query: URLSearchParams,
  ): Promise<{ state: string | undefined } | undefined> {
    const values = Object.fromEntries(
      [...new Set(query.keys())]
        // It is the key to the channel, and nobody's business behind it.
        .filter((name) => name !== 'access_token')
        .map((name) => [name, query.getAll(name)]),
    );
    const response = await this.#send('connect', facts, { query: values });
    if (!response?.ok) return undefined;
    return { state: response.headers.get('ce-connectionState') ?? undefined };
  }

  async connected(facts: ConnectionFacts): Promise<void> {
    await this.#send('connected', facts, {});
  }

  async disconnected(facts: ConnectionFacts): Promise<void> {
    await this.#send('disconnected', facts, {});
  }

  async #send(event: string, facts: ConnectionFacts, body: object): Promise<Response | undefined> {
    try {
      const response = await fetch(this.#options.url, {
        method: 'POST',
        headers: this.#headers(event, facts),
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(answerMs),
      });
      await response.arrayBuffer();
      if (!response.ok) this.#note(event, String(response.status));
      return response;
    } catch (error) {
      this.#note(event, error instanceof Error ? error.name : 'unknown');
      return undefined;
    }
  }

  #note(event: string, reason: string): void {
    this.#options.log('The app did not take an event of a live connection.', { event, reason });
  }

  #headers(event: string, { connectionId, userId, state }: ConnectionFacts): Headers {
    const { hub, url, accessKey } = this.#options;
    const signature = createHmac('sha256', accessKey).update(connectionId).digest('hex');
    const headers = new Headers({
      'content-type': 'application/json',
      'webhook-request-origin': new URL(url).host,
      'ce-specversion': '1.0',
      'ce-awpsversion': '1.0',
      'ce-type': `azure.webpubsub.sys.${event}`,
      'ce-source': `/hubs/${hub}/client/${connectionId}`,
      'ce-id': randomUUID(),
      'ce-time': new Date().toISOString(),
      'ce-hub': hub,
      'ce-connectionId': connectionId,
      'ce-eventName': event,
      'ce-signature': `sha256=${signature}`,
    });
    if (userId !== undefined) headers.set('ce-userId', userId);
    if (state !== undefined) headers.set('ce-connectionState', state);
    return headers;
  }
}
