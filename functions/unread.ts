import { services } from '../adapters/services.ts';
import type { PersonalSession, SessionSummary } from '../contracts/api.ts';
import type { Person } from '../contracts/ids.ts';

const collection = 'read-marks';
const pageSize = 200;

/** That a person has seen a session until a time. `sessionId` is there to find all of a session's. */
type ReadMark = { sessionId: string; readAt: string };

const markOf = (personId: string, sessionId: string): string => `${personId}:${sessionId}`;

/** Notes that the person has seen the session until now. */
export async function markRead(sessionId: string, person: Person): Promise<void> {
  const { documents, now } = services();
  const mark: ReadMark = { sessionId, readAt: now() };
  await documents.put(collection, markOf(person.id, sessionId), mark);
}

/** The sessions as this person sees them; one read for all of them. */
export async function asSeenBy(
  person: Person,
  sessions: readonly SessionSummary[],
): Promise<PersonalSession[]> {
  const ids = sessions.map(({ sessionId }) => markOf(person.id, sessionId));
  const marks = await services().documents.getMany<ReadMark>(collection, ids);
  const readAt = new Map(marks.map(({ body }) => [body.sessionId, body.readAt]));
  return sessions.map((session) => {
    const until = readAt.get(session.sessionId);
    // What one has never looked at is news only to those whom it concerns.
    const unread = until === undefined ? takesPart(person, session) : session.updatedAt > until;
    return { ...session, unread };
  });
}

/** Removes what was noted of a session that is no more. */
export async function forgetReadMarks(sessionId: string): Promise<void> {
  const { documents } = services();
  for (;;) {
    const page = await documents.list<ReadMark>(collection, {
      where: { sessionId },
      limit: pageSize,
    });
    await Promise.all(page.items.map(({ id }) => documents.delete(collection, id)));
    if (!page.next) return;
  }
}

function takesPart(person: Person, { author, collaborators }: SessionSummary): boolean {
  return author.id === person.id || collaborators.some(({ id }) => id === person.id);
}
