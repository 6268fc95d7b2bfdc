import type { WebPubSubClient } from '@azure/web-pubsub-client';
import { Frame, sessionGroup, streamGroup } from '../../../contracts/frames.ts';

export type LiveConnectionOptions = {
  sessionId: string;
  /** A fresh address for each connection; an address expires. */
  address: (signal: AbortSignal) => Promise<string>;
  /** Both groups are joined: from here on frames arrive, and history has what was before. */
  joined: () => void;
  frame: (frame: Frame) => void;
  lost: () => void;
};

/** One attempt at live messages: resolves when the connection is over, however it ended. */
export async function holdLiveConnection(
  options: LiveConnectionOptions,
  signal: AbortSignal,
): Promise<void> {
  // Loaded when first needed: the page shows history before.
  const sdk = await import('@azure/web-pubsub-client');
  if (signal.aborted) return;
  const client = new sdk.WebPubSubClient(
    { getClientAccessUrl: () => options.address(signal) },
    // A new connection and history heal whatever was missed, so nothing has to be recovered.
    { protocol: sdk.WebPubSubJsonProtocol(), autoReconnect: false },
  );
  const stopped = new Promise<void>((resolve) => {
    client.on('stopped', () => resolve());
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  client.on('connected', () => {
    // The SDK does not stop a client that is still connecting.
    if (signal.aborted) client.stop();
    else void join(client, options);
  });
  client.on('disconnected', () => options.lost());
  client.on('group-message', ({ message }) => {
    const frame = Frame.safeParse(message.data);
    if (frame.success && !signal.aborted) options.frame(frame.data);
  });
  try {
    await Promise.race([client.start().then(() => stopped), stopped]);
  } finally {
    client.stop();
    options.lost();
  }
}

async function join(client: WebPubSubClient, options: LiveConnectionOptions): Promise<void> {
  try {
    await client.joinGroup(sessionGroup(options.sessionId));
    await client.joinGroup(streamGroup(options.sessionId));
    options.joined();
  } catch {
    // Not usable; the next attempt gets a new connection.
    client.stop();
  }
}
