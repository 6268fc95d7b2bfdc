import { services } from '../adapters/services.ts';
import type { PersonalSession, SessionSummary } from '../contracts/api.ts';
import type { Person } from '../contracts/ids.ts';
import type { StoredSession } from '../core/stored-session.ts';

/** The sessions as this person sees them; one read for all of them. */
export async function asSeenBy(
  person: Person,
  sessions: readonly StoredSession[],
): Promise<PersonalSession[]> {
  const readAt = await services().readMarks.of(
    person.id,
    sessions.map(({ sessionId }) => sessionId),
  );
  return sessions.map((session) => {
    const until = readAt.get(session.sessionId);
    // What one has never looked at is news only to those whom it concerns.
    const unread = until === undefined ? takesPart(person, session) : session.updatedAt > until;
    return { ...shown(session), unread };
  });
}

/** What is stored says more: what carries a run, and what idles, is nobody's business outside. */
function shown({ run, idleSince: _, ...session }: StoredSession): SessionSummary {
  return { ...session, run: run && { runId: run.runId, promptId: run.promptId, model: run.model } };
}

function takesPart(person: Person, { author, collaborators }: StoredSession): boolean {
  return author.id === person.id || collaborators.some(({ id }) => id === person.id);
}
