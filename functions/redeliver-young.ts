import type { PromptQueue } from '../core/ports/prompt-queue.ts';

const pageSize = 100;

/** How long after it was sent a prompt is put back unasked, in milliseconds. */
const youngMs = 15 * 60_000;

/**
 * Gives dead prompts another round of deliveries. A message dies when its deliveries were cut off
 * too often, by a service that was killed again and again; a prompt that was accepted is not lost.
 * One that is old by now is what kills or fails, time and again: it stays where it can be seen.
 *
 * @param now milliseconds since the epoch
 * @returns how many were put back
 */
export async function redeliverYoung(queue: PromptQueue, now: number): Promise<number> {
  const young: string[] = [];
  let after: string | undefined;
  do {
    const page = await queue.deadLetters({ limit: pageSize, ...(after ? { after } : {}) });
    const fresh = page.items.filter(({ sentAt }) => now - Date.parse(sentAt) < youngMs);
    young.push(...fresh.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return young.length === 0 ? 0 : queue.redeliver(young);
}
