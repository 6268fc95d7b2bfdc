import { setTimeout as delay } from 'node:timers/promises';
import { WebPubSubClient } from '@azure/web-pubsub-client';
import { streamGroup, type Frame } from '../../contracts/frames.ts';
import type { ControlPlane } from './control-plane.ts';
import { errorText, type Log } from './log.ts';

/** Beyond this a message is refused by the service; a live frame can be spared. */
const maxFrameBytes = 900_000;
const firstRetryMs = 250;
const maxRetryMs = 10_000;

/** Sends live frames of this session. Best effort: history has the truth. */
export class LiveChannel {
  readonly #client: WebPubSubClient;
  readonly #group: string;
  readonly #log: Log;
  readonly #closing = new AbortController();
  #connected = false;

  /** `firstUrl` is good for one connection; later ones ask the control plane for another. */
  constructor(options: {
    sessionId: string;
    firstUrl: string;
    endpoint: string;
    control: ControlPlane;
    log: Log;
  }) {
    let nextUrl: string | undefined = options.firstUrl;
    this.#log = options.log;
    this.#group = streamGroup(options.sessionId);
    this.#client = new WebPubSubClient({
      getClientAccessUrl: async () => {
        const url = nextUrl ?? (await options.control.hello(options.endpoint)).liveUrl;
        nextUrl = undefined;
        return url;
      },
    });
    this.#client.on('connected', () => {
      this.#connected = true;
      // The SDK does not stop a client that is still connecting.
      if (this.#closing.signal.aborted) this.#client.stop();
    });
    this.#client.on('disconnected', () => {
      this.#connected = false;
    });
  }

  /** Connects in the background, however often it has to try. */
  start(): void {
    void this.#connect();
  }

  send(frame: Frame): void {
    if (!this.#connected || Buffer.byteLength(JSON.stringify(frame)) > maxFrameBytes) return;
    this.#client
      .sendToGroup(this.#group, frame, 'json', { fireAndForget: true })
      .catch((error: unknown) => this.#log('a frame was not sent', { cause: errorText(error) }));
  }

  close(): void {
    this.#closing.abort();
    this.#client.stop();
  }

  /** The SDK restores a connection that it has had, but gives up after the first that fails. */
  async #connect(): Promise<void> {
    const { signal } = this.#closing;
    for (let retryMs = firstRetryMs; !signal.aborted; retryMs = Math.min(retryMs * 2, maxRetryMs)) {
      try {
        return await this.#client.start();
      } catch (error) {
        this.#log('the live channel is not available', { cause: errorText(error) });
      }
      await delay(retryMs, undefined, { signal }).catch(() => {});
    }
  }
}
