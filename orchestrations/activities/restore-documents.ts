import { log } from '../../adapters/log.ts';
import { restoreSession } from '../../adapters/restore-session.ts';
import { services } from '../../adapters/services.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { defineActivity } from '../define-activity.ts';

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
  const row = await services().documents.get<StoredSession>('sessions', sessionId);
  // Else it was deleted a moment ago.
  if (row) await restoreSession(services(), row.body);
}
