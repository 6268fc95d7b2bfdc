import { UsageMeter, type TokenCount } from './usage-meter.ts';

/**
 * The same bytes as they come, while their usage is read. `onCount` is called once, when the
 * stream has ended, failed or been cancelled, if any usage was reported until then.
 */
export function meterStream(
  source: ReadableStream<Uint8Array>,
  onCount: (count: TokenCount) => void,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const meter = new UsageMeter();
  const settle = (): void => {
    if (meter.count) onCount(meter.count);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await reader.read().catch((error: unknown) => {
        settle();
        throw error;
      });
      if (next.done) {
        settle();
        controller.close();
        return;
      }
      meter.readStream(next.value);
      controller.enqueue(next.value);
    },
    async cancel(reason) {
      settle();
      await reader.cancel(reason);
    },
  });
}
