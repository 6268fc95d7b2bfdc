import { WebPubSubClient, WebPubSubJsonProtocol } from '@azure/web-pubsub-client';
import type { Api } from './api.ts';
import { inParallel } from './in-parallel.ts';

const connectsAtOnce = 16;

/** Clients of the web console's kind that watch sessions, on the unmodified SDK. */
export class Viewers {
  readonly #clients: WebPubSubClient[];

  private constructor(clients: WebPubSubClient[]) {
    this.#clients = clients;
  }

  /** Connects `each` clients to each session; `onMessage` gets whatever arrives at any of them. */
  static async connect(
    api: Api,
    sessionIds: readonly string[],
    each: number,
    onMessage: (data: unknown) => void,
  ): Promise<Viewers> {
    const places = sessionIds.flatMap((sessionId) => Array<string>(each).fill(sessionId));
    const clients = await inParallel(connectsAtOnce, places, (sessionId) =>
      connectOne(api, sessionId, onMessage),
    );
    return new Viewers(clients);
  }

  get count(): number {
    return this.#clients.length;
  }

  async close(): Promise<void> {
    const stopped = this.#clients.map(
      (client) => new Promise<void>((resolve) => client.on('stopped', () => resolve())),
    );
    for (const client of this.#clients) client.stop();
    await Promise.all(stopped);
  }
}

async function connectOne(
  api: Api,
  sessionId: string,
  onMessage: (data: unknown) => void,
): Promise<WebPubSubClient> {
  const client = new WebPubSubClient(
    {
      // The grant puts the connection into the session's groups.
      getClientAccessUrl: async () =>
        (await api.call<{ url: string }>('POST', `sessions/${sessionId}/live`)).url,
    },
    { protocol: WebPubSubJsonProtocol(), autoReconnect: false },
  );
  client.on('group-message', ({ message }) => onMessage(message.data));
  const connected = new Promise<void>((resolve) => client.on('connected', () => resolve()));
  await client.start();
  await connected;
  return client;
}
