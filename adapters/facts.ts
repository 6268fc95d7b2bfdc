import { statsDays } from '../contracts/stats.ts';
import { factsCollection, type IdentifiedFact } from '../core/facts.ts';
import type { Documents } from '../core/ports/documents.ts';

/** A day longer than statistics reach back. */
const keptSeconds = (statsDays + 1) * 86_400;

/** How long after the first time a decision may be made once more, in milliseconds. */
const repeatedMs = 60_000;

const pageSize = 200;

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

/**
 * Notes a fact that a history tells, unless that has been done: also a little later than the history
 * has it, by an actor that decided twice because it died in between.
 *
 * @param now ISO time
 */
export async function restoreFact(
  documents: Documents,
  identified: IdentifiedFact,
  now: string,
): Promise<void> {
  const { id, fact } = identified;
  const to = new Date(Date.parse(fact.at) + repeatedMs).toISOString();
  const key = id.slice(fact.at.length);
  for (let after: string | undefined; ;) {
    const page = { from: fact.at, to, limit: pageSize, ...(after ? { after } : {}) };
    const { items, next } = await documents.range(factsCollection, page);
    if (items.some((each) => each.id.endsWith(key))) return;
    if (next === undefined) break;
    after = next;
  }
  await noteFact(documents, identified, now);
}
