import { RestoredFacts } from '../core/restored-facts.ts';
import type { StoredSession } from '../core/stored-session.ts';
import { restoreFact } from './facts.ts';
import { RestoredTexts } from './restored-texts.ts';
import type { Services } from './services.ts';

const pageSize = 500;

/** Puts back what a session's history tells beside the list of sessions; what is there stays. */
export async function restoreSession(
  { documents, history, now }: Pick<Services, 'documents' | 'history' | 'now'>,
  session: StoredSession,
): Promise<void> {
  const { sessionId } = session;
  const facts = new RestoredFacts(session);
  const texts = new RestoredTexts(documents, sessionId);
  for (let after = 0; ;) {
    const { events, lastSeq } = await history.read(sessionId, { after, limit: pageSize });
    for (const event of events) {
      const fact = facts.add(event);
      if (fact) await restoreFact(documents, fact, now());
      await texts.add(event);
    }
    const last = events.at(-1);
    if (last) {
      after = last.seq;
      continue;
    }
    // As long as there is a history, whoever deletes it looks for its texts afterwards.
    if (lastSeq === 0) await texts.withdraw();
    return;
  }
}
