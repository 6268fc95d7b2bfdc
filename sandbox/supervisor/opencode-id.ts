import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
let lastMs = 0;
let counter = 0;

/**
 * An id as OpenCode makes them: ascending with time, which is how it orders messages and parts.
 * Sending a prompt again under the same ids does not start a second turn.
 */
export function opencodeId(prefix: 'msg' | 'prt', now = Date.now()): string {
  counter = now === lastMs ? counter + 1 : 1;
  lastMs = now;
  const time = (BigInt(now) * 0x1000n + BigInt(counter)) & 0xffffffffffffn;
  const random = Array.from(randomBytes(14), (byte) => alphabet[byte % alphabet.length]).join('');
  return `${prefix}_${time.toString(16).padStart(12, '0')}${random}`;
}
