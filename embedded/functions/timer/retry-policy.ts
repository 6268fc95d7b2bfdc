import { z } from 'zod';

// The library passes the delays as protobuf durations.
const duration = z.object({ seconds: z.coerce.number(), nanos: z.number().default(0) });

const options = z.discriminatedUnion('retryStrategy', [
  z.object({
    retryStrategy: z.literal('fixedDelay'),
    maxRetryCount: z.int(),
    delayInterval: duration,
  }),
  z.object({
    retryStrategy: z.literal('exponentialBackoff'),
    maxRetryCount: z.int(),
    minimumInterval: duration,
    maximumInterval: duration,
  }),
]);

export type RetryPolicy = {
  /** -1 for without end. */
  maxRetryCount: number;
  /** How long to wait before the retry of this number (1 for the first), in milliseconds. */
  delayMs(retry: number): number;
};

/** Reads the retry options that the app registered with a function. */
export function parseRetryPolicy(registered: unknown): RetryPolicy {
  if (registered === undefined) return { maxRetryCount: 0, delayMs: () => 0 };
  const policy = options.parse(registered);
  return {
    maxRetryCount: policy.maxRetryCount,
    delayMs: (retry) =>
      policy.retryStrategy === 'fixedDelay'
        ? toMs(policy.delayInterval)
        : Math.min(toMs(policy.minimumInterval) * 2 ** (retry - 1), toMs(policy.maximumInterval)),
  };
}

function toMs({ seconds, nanos }: z.infer<typeof duration>): number {
  return seconds * 1_000 + nanos / 1_000_000;
}
