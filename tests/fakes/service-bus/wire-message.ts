import rhea, { type Message } from 'rhea';
import type { StoredMessage } from './message-store.ts';
import { decode } from './rhea-internals.ts';

/** A message as a receiver gets it. @param lockedUntil milliseconds since the epoch */
export function wireMessage(stored: StoredMessage, lockedUntil?: number): Message {
  const message = decode(stored.content);
  return {
    ...message,
    delivery_count: stored.deliveries,
    message_annotations: {
      ...message.message_annotations,
      'x-opt-sequence-number': rhea.types.wrap_long(stored.seq),
      'x-opt-enqueued-time': rhea.types.wrap_timestamp(stored.enqueuedAt),
      ...(lockedUntil === undefined
        ? {}
        : { 'x-opt-locked-until': rhea.types.wrap_timestamp(lockedUntil) }),
    },
  };
}

const ticksAtEpoch = 621_355_968_000_000_000n;

/** Milliseconds since the epoch in .NET's ticks, as a long. */
export function ticksOf(time: number): unknown {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(ticksAtEpoch + BigInt(Math.trunc(time)) * 10_000n);
  return rhea.types.wrap_long(bytes);
}
