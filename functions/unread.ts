import { services } from '../adapters/services.ts';
import type { PersonalSession, SessionSummary } from '../contracts/api.ts';
import type { Person } from '../contracts/ids.ts';

/** The sessions as this person sees them; one read for all of them. */
export async function asSeenBy(
  person: Person,
  sessions: readonly SessionSummary[],
): Promise<PersonalSession[]> {
  const readAt = await services().readMarks.of(
    person.id,
    sessions.map(({ sessionId }) => sessionId),
  );
  return sessions.map((session) => {
    const until = readAt.get(session.sessionId);
    // What one has never looked at is news only to those whom it concerns.
    const unread = until === undefined ? takesPart(person, session) : session.updatedAt > until;
    return { ...session, run: shown(session.run), unread };
  });
}

/** What is stored of a run says more: what carries it is nobody's business outside. */
function shown(run: SessionSummary['run']): SessionSummary['run'] {
  return run && { runId: run.runId, promptId: run.promptId, model: run.model };
}

function takesPart(person: Person, { author, collaborators }: SessionSummary): boolean {
  return author.id === person.id || collaborators.some(({ id }) => id === person.id);
}
