import type { DurableTransport } from './durable-transport.ts';
import type { WebPubSubLiveOptions } from './live/web-pubsub.ts';
import type { Database } from './sqlite/database.ts';

/** What the single-machine host lends to the adapters that run inside it. */
export type EmbeddedHost = {
  database: Database;
  /** Reaches the host's own live hub without a socket. */
  liveHttpClient: NonNullable<WebPubSubLiveOptions['httpClient']>;
  /** Reaches the host's own durable engine without a socket. */
  durableTransport: DurableTransport;
};

// The app's bundle has its own copy of this module, so the meeting point is process-wide.
const place = Symbol.for('harvest.embedded-host');
type Meeting = { [place]?: EmbeddedHost };

export function offerEmbeddedHost(host: EmbeddedHost): void {
  (globalThis as Meeting)[place] = host;
}

/** Undefined on Azure. */
export function embeddedHost(): EmbeddedHost | undefined {
  return (globalThis as Meeting)[place];
}
