import rhea from 'rhea';
import { notImplemented } from './amqp-failure.ts';
import type { FakeQueue } from './fake-queue.ts';
import type { SessionLocks } from './session-locks.ts';
import { wireMessage } from './wire-message.ts';

export type Managed = { queue: FakeQueue; locks: SessionLocks | undefined };
export type ManagementAnswer = { status: number; body?: unknown };

/** Carries out a request to a queue's management node. */
export function manage(
  { queue, locks }: Managed,
  operation: string,
  body: Readonly<Record<string, unknown>>,
): ManagementAnswer {
  if (operation === 'com.microsoft:peek-message') {
    const from = numberOf(body['from-sequence-number']);
    const found = queue.peek(from, Number(body['message-count']));
    if (found.length === 0) return { status: 204 };
    const messages = found.map((stored) =>
      rhea.types.wrap_map({
        message: rhea.types.wrap_binary(rhea.message.encode(wireMessage(stored))),
      }),
    );
    return { status: 200, body: { messages: rhea.types.wrap_list(messages) } };
  }
  if (operation === 'com.microsoft:renew-session-lock' && locks) {
    const until = locks.renew(String(body['session-id']));
    return { status: 200, body: { expiration: rhea.types.wrap_timestamp(until) } };
  }
  if (operation === 'com.microsoft:renew-lock') {
    const tokens = body['lock-tokens'] as Buffer[];
    const until = tokens.map((token) => queue.renew(tokenOf(token)));
    return { status: 200, body: { expirations: rhea.types.wrap_array(until, 0x83, undefined) } };
  }
  throw notImplemented(`the operation ${operation}`);
}

function numberOf(value: unknown): number {
  return Buffer.isBuffer(value) ? Number(value.readBigInt64BE()) : Number(value);
}

/** A lock's token is a delivery's tag, whose first three fields the client turns around. */
function tokenOf(uuid: Buffer): Buffer {
  const bytes = Buffer.from(uuid);
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
