import { WebPubSubClient } from '@azure/web-pubsub-client';
import { streamGroup, type Frame } from '../../contracts/frames.ts';
import type { ControlPlane } from './control-plane.ts';
import { errorText, type Log } from './log.ts';

/** Beyond this a message is refused by the service; a live frame can be spared. */
const maxFrameBytes = 900_000;

/** Sends live frames of this session. Best effort: history has the truth. */
export class LiveChannel {
  readonly #client: WebPubSubClient;
  readonly #group: string;
  readonly #log: Log;
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
    });
    this.#client.on('disconnected', () => {
      this.#connected = false;
    });
  }

  start(): void {
    this.#client.start().catch((error: unknown) => {
      this.#log('the live channel is not available', { cause: errorText(error) });
    });
  }

  send(frame: Frame): void {
    if (!this.#connected || Buffer.byteLength(JSON.stringify(frame)) > maxFrameBytes) return;
    this.#client
      .sendToGroup(this.#group, frame, 'json', { fireAndForget: true })
      .catch((error: unknown) => this.#log('a frame was not sent', { cause: errorText(error) }));
  }

  close(): void {
    this.#client.stop();
  }
}
