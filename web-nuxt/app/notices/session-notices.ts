import type { SessionStatus, SessionSummary } from '../../../contracts/api.ts';
import type { Outcome } from '../../../contracts/events.ts';

export type Notice = { sessionId: string; title: string; text: string };

/** What has happened in a person's own sessions between two readings of their list. */
export function sessionNotices(
  before: readonly SessionSummary[],
  now: readonly SessionSummary[],
  personId: string,
): Notice[] {
  const known = new Map(before.map((session) => [session.sessionId, session]));
  return now.flatMap((session) => {
    const was = known.get(session.sessionId);
    if (!was || session.author.id !== personId) return [];
    const { sessionId, title } = session;
    if (session.openQuestions > was.openQuestions)
      return [{ sessionId, title, text: 'The agent asks something.' }];
    if (isBusy(was.status) && !isBusy(session.status) && session.lastOutcome !== null)
      return [{ sessionId, title, text: outcomeWords[session.lastOutcome] }];
    return [];
  });
}

/** How a run ended, as a notice says it. */
export const outcomeWords: Record<Outcome, string> = {
  completed: 'Done.',
  failed: 'The run failed.',
  stopped: 'The run was stopped.',
};

/** Its run is not over, though it may rest. */
function isBusy(status: SessionStatus): boolean {
  return ['running', 'queued', 'waiting', 'stopping'].includes(status);
}
