import { setTimeout as delay } from 'node:timers/promises';

const firstMs = 10;
const longestMs = 1_000;

/**
 * Waits before another attempt: a random part of a time that doubles with each, so that writers
 * who met once do not meet again.
 *
 * @param attempt 1 for the first that failed.
 */
export async function backOff(attempt: number): Promise<void> {
  const limit = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 10));
  await delay(Math.random() * limit);
}
