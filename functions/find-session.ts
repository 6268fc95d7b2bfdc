import { services } from '../adapters/services.ts';
import type { StoredSession } from '../core/stored-session.ts';
import { ApiError } from './http/respond.ts';

/** The session of that id, as it is stored. */
export async function findSession(sessionId: string | undefined): Promise<StoredSession> {
  const stored =
    sessionId === undefined
      ? undefined
      : await services().documents.get<StoredSession>('sessions', sessionId);
  if (!stored) throw new ApiError('session_unknown');
  return stored.body;
}
