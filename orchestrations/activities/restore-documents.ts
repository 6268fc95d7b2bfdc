import { restoreFact } from '../../adapters/facts.ts';
import { log } from '../../adapters/log.ts';
import { RestoredTexts } from '../../adapters/restored-texts.ts';
import { services } from '../../adapters/services.ts';
import { RestoredFacts } from '../../core/restored-facts.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { defineActivity } from '../define-activity.ts';

const pageSize = 500;

/** Puts back what the histories of some sessions tell beside the list; what is there stays. */
export const restoreDocuments = defineActivity<{ ids: string[] }, { failed: number }>(
  'restore-documents',
  async ({ ids }) => {
    const outcomes = await Promise.allSettled(ids.map(restoreOf));
    let failed = 0;
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue;
      failed += 1;
      const sessionId = ids[index];
      log('error', 'rebuild.session-failed', String(outcome.reason), { sessionId });
    }
    return { failed };
  },
);

async function restoreOf(sessionId: string): Promise<void> {
  const { documents, history, now } = services();
  const row = await documents.get<StoredSession>('sessions', sessionId);
  // Deleted a moment ago.
  if (!row) return;
  const facts = new RestoredFacts(row.body);
  const texts = new RestoredTexts(documents, sessionId);
  for (let after = 0; ;) {
    const { events } = await history.read(sessionId, { after, limit: pageSize });
    for (const event of events) {
      const fact = facts.add(event);
      if (fact) await restoreFact(documents, fact, now());
      await texts.add(event);
    }
    const last = events.at(-1);
    if (!last) return;
    after = last.seq;
  }
}
