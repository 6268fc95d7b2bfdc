import type { GlobalEvent, OpencodeClient } from '@opencode-ai/sdk/v2/client';

type Payload = GlobalEvent['payload'];
/** An event of OpenCode. The stream has gaps around reconnects, so it is a hint. */
export type OpencodeEvent = Exclude<Payload, { type: 'sync' }>;

export type OpencodeListener = {
  event(event: OpencodeEvent): void;
  /** Events may have been missed. */
  gap(): void;
};

/**
 * Reads the event stream until `signal` aborts; resolves with its first connection. The SDK
 * connects again after errors, and this after the ends that it takes for the stream's own.
 */
export async function listenToOpencode(
  client: OpencodeClient,
  listener: OpencodeListener,
  signal: AbortSignal,
): Promise<void> {
  const { promise: connected, resolve } = Promise.withResolvers<void>();
  void readStream(client, listener, signal, resolve);
  await Promise.race([connected, aborted(signal)]);
}

async function readStream(
  client: OpencodeClient,
  listener: OpencodeListener,
  signal: AbortSignal,
  onConnected: () => void,
): Promise<void> {
  while (!signal.aborted) {
    const { stream } = await client.global.event({
      signal,
      sseDefaultRetryDelay: 200,
      sseMaxRetryDelay: 1_000,
    });
    for await (const { payload } of stream) {
      if (payload.type === 'server.connected') {
        onConnected();
        listener.gap();
      } else if (payload.type !== 'sync') {
        listener.event(payload);
      }
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
