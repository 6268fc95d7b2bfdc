import { statsDays } from '../contracts/stats.ts';
import { factsCollection, type IdentifiedFact } from '../core/facts.ts';
import type { Documents } from '../core/ports/documents.ts';

/** A day longer than statistics reach back. */
const keptSeconds = (statsDays + 1) * 86_400;

/**
 * Keeps what statistics are made of; noting the same again is harmless. It is kept for so long from
 * when it happened, whenever it is noted: nothing that is over by now.
 *
 * @param now ISO time
 */
export async function noteFact(
  documents: Documents,
  { id, fact }: IdentifiedFact,
  now: string,
): Promise<void> {
  const ageSeconds = Math.max(0, (Date.parse(now) - Date.parse(fact.at)) / 1_000);
  const ttlSeconds = Math.round(keptSeconds - ageSeconds);
  if (ttlSeconds > 0) await documents.put(factsCollection, id, fact, { ifVersion: 0, ttlSeconds });
}
