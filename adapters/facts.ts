import { factsCollection, type IdentifiedFact } from '../core/facts.ts';
import type { Documents } from '../core/ports/documents.ts';

/** Keeps what statistics are made of; noting the same again is harmless. */
export async function noteFact(documents: Documents, { id, fact }: IdentifiedFact): Promise<void> {
  await documents.put(factsCollection, id, fact, { ifVersion: 0 });
}
