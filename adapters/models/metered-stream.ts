import type { TokenCount } from '../../core/model-cost.ts';
import { UsageMeter } from './usage-meter.ts';

/**
 * The same bytes as they come, while their usage is read. `onCount` is called once, when the
 * stream has ended, failed or been cancelled, if any usage was reported until then; that is told
 * only when it has resolved.
 */
export function meterStream(
  source: ReadableStream<Uint8Array>,
  onCount: (count: TokenCount) => void | Promise<void>,
): ReadableStream<Uint8Array> {
  const reader = source.getReader();
  const meter = new UsageMeter();
  const settle = async (): Promise<void> => {
    if (meter.count) await onCount(meter.count);
  };
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await reader.read().catch(async (error: unknown) => {
        await settle();
        throw error;
      });
      if (next.done) {
        await settle();
        controller.close();
        return;
      }
      meter.readStream(next.value);
      controller.enqueue(next.value);
    },
    async cancel(reason) {
      await reader.cancel(reason);
      await settle();
    },
  });
}
