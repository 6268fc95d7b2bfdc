import { setTimeout as delay } from 'node:timers/promises';
import type { WebPubSubClient } from '@azure/web-pubsub-client';
import { Frame, sessionGroup, streamGroup } from '../../contracts/frames.ts';
import type { ApiClient } from '../api-client.ts';

/** `joined`: from here on live messages arrive; whatever was before has to be read from history. */
export type LiveMessage = { kind: 'joined' } | { kind: 'frame'; frame: Frame };

const reopenMs = 1_000;

/** Live messages of a session, for as long as they can be had; never fails, only is not `up`. */
export class LiveConnection {
  readonly #api: ApiClient;
  readonly #sessionId: string;
  readonly #deliver: (message: LiveMessage) => void;
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  #up = false;

  constructor(api: ApiClient, sessionId: string, deliver: (message: LiveMessage) => void) {
    this.#api = api;
    this.#sessionId = sessionId;
    this.#deliver = deliver;
    this.#ended = this.#keepOpen();
  }

  get up(): boolean {
    return this.#up;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ended;
  }

  async #keepOpen(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // Without live updates history is read more often, so a failure here needs no other answer.
      await this.#connectUntilStopped().catch(() => {});
      this.#up = false;
      await delay(reopenMs, undefined, { signal }).catch(() => {});
    }
  }

  async #connectUntilStopped(): Promise<void> {
    // Loaded here because commands that follow nothing should start fast.
    const sdk = await import('@azure/web-pubsub-client');
    const { signal } = this.#closing;
    if (signal.aborted) return;
    const client = new sdk.WebPubSubClient(
      { getClientAccessUrl: () => this.#grant() },
      // A new connection and history heal whatever was missed, so nothing has to be recovered; and
      // history is read after each silence, so no timers have to find out that a connection is dead.
      {
        protocol: sdk.WebPubSubJsonProtocol(),
        autoReconnect: false,
        keepAliveIntervalInMs: 0,
        keepAliveTimeoutInMs: 0,
      },
    );
    const stopped = new Promise<void>((resolve) => client.on('stopped', () => resolve()));
    client.on('connected', () => {
      // The SDK does not stop a client that is still connecting.
      if (signal.aborted) client.stop();
      else void this.#join(client);
    });
    client.on('disconnected', () => {
      this.#up = false;
    });
    client.on('group-message', ({ message }) => this.#receive(message.data));
    const aborted = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    await Promise.race([client.start().then(() => stopped), aborted]);
    client.stop();
  }

  async #grant(): Promise<string> {
    const params = { sessionId: this.#sessionId };
    return (await this.#api.call('live', { params, signal: this.#closing.signal })).url;
  }

  async #join(client: WebPubSubClient): Promise<void> {
    try {
      await client.joinGroup(sessionGroup(this.#sessionId));
      await client.joinGroup(streamGroup(this.#sessionId));
    } catch {
      // Not up: history is polled until the next connection.
      return;
    }
    this.#up = true;
    this.#deliver({ kind: 'joined' });
  }

  #receive(data: unknown): void {
    const frame = Frame.safeParse(data);
    if (frame.success) this.#deliver({ kind: 'frame', frame: frame.data });
  }
}
