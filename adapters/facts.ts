import { statsDays } from '../contracts/stats.ts';
import { factsCollection, type IdentifiedFact } from '../core/facts.ts';
import type { Documents } from '../core/ports/documents.ts';

/** A day longer than statistics reach back. */
const ttlSeconds = (statsDays + 1) * 86_400;

/** Keeps what statistics are made of; noting the same again is harmless. */
export async function noteFact(documents: Documents, { id, fact }: IdentifiedFact): Promise<void> {
  await documents.put(factsCollection, id, fact, { ifVersion: 0, ttlSeconds });
}
