import { promptLimit } from '../contracts/api.ts';

/**
 * Bytes of a prompt's text as JSON at most. Service Bus takes messages of 256 KB, and beside the
 * text a message holds who sent it, what is attached, and the queue's own fields.
 */
const promptBytes = 200_000;

export function isTooLong(text: string): boolean {
  return text.length > promptLimit || Buffer.byteLength(JSON.stringify(text)) > promptBytes;
}
