import { SessionId } from '../contracts/ids.ts';
import { problem } from '../contracts/errors.ts';
import type { ApiClient } from './api-client.ts';
import { ApiError, UsageError } from './errors.ts';
import { listSessions } from './list-sessions.ts';

const shownMatches = 5;

/**
 * The session that an id or the beginning of one names, with `ses_` or without.
 *
 * @throws ApiError `session_unknown` when there is none
 * @throws UsageError when nothing is typed, or when the beginning fits several, naming some
 */
export async function resolveSessionId(api: ApiClient, typed: string): Promise<string> {
  // A script's empty variable must not mean the only session there is.
  if (['', 'ses_'].includes(typed.trim()))
    throw new UsageError('The id of the session is empty. List them with `harvest sessions`.');
  const wanted = typed.startsWith('ses_') ? typed : `ses_${typed}`;
  if (SessionId.safeParse(wanted).success && (await exists(api, wanted))) return wanted;
  const matches: string[] = [];
  for (const archived of ['false', 'true'] as const)
    for await (const { sessionId } of listSessions(api, { archived }))
      if (sessionId.startsWith(wanted)) matches.push(sessionId);
  const [first, second] = matches;
  if (first === undefined) throw new ApiError(problem('session_unknown'));
  if (second === undefined) return first;
  const more = matches.length - shownMatches;
  const some = matches.slice(0, shownMatches).join(', ') + (more > 0 ? ` and ${more} more` : '');
  throw new UsageError(`${typed} fits ${matches.length} sessions (${some}). Type more of the id.`);
}

async function exists(api: ApiClient, sessionId: string): Promise<boolean> {
  try {
    await api.call('getSession', { params: { sessionId } });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === 'session_unknown') return false;
    throw error;
  }
}
