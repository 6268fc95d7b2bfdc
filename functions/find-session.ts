import { services } from '../adapters/services.ts';
import type { SessionSummary } from '../contracts/api.ts';
import { ApiError } from './http/respond.ts';

/** The session of that id, as lists show it. */
export async function findSession(sessionId: string | undefined): Promise<SessionSummary> {
  const stored =
    sessionId === undefined
      ? undefined
      : await services().documents.get<SessionSummary>('sessions', sessionId);
  if (!stored) throw new ApiError('session_unknown');
  return stored.body;
}
