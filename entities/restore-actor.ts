import { isDeepStrictEqual } from 'node:util';
import type { Services } from '../adapters/services.ts';
import { RestoredSession } from '../core/session-restore.ts';
import type { SessionState } from '../core/session-state.ts';
import type { StoredSession } from '../core/stored-session.ts';

const pageSize = 500;

/** The state of an actor that is not there, from the session's history; undefined without one. */
export async function restoreActor(
  { history, documents }: Pick<Services, 'history' | 'documents'>,
  sessionId: string,
): Promise<SessionState | undefined> {
  const row = await documents.get<StoredSession>('sessions', sessionId);
  const session = new RestoredSession(sessionId, row?.body);
  for (let after = 0; ;) {
    const { events } = await history.read(sessionId, { after, limit: pageSize });
    for (const event of events) session.add(event);
    const last = events.at(-1);
    if (!last) return session.state;
    after = last.seq;
  }
}

/**
 * Writes what lists show of a session, at the place of its last news: one that is parked, or whose
 * lists are put right, does not come up again.
 */
export async function putRow(
  documents: Services['documents'],
  summary: StoredSession,
): Promise<void> {
  const { sessionId, updatedAt: asOf } = summary;
  await documents.put('sessions', sessionId, summary, { asOf });
}

/** Writes what lists show of a session where it differs. */
export async function putRowRight(
  documents: Services['documents'],
  summary: StoredSession,
): Promise<void> {
  const row = await documents.get<StoredSession>('sessions', summary.sessionId);
  if (!isDeepStrictEqual(row?.body, summary)) await putRow(documents, summary);
}
