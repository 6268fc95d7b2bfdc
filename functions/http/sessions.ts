import { services } from '../../adapters/services.ts';
import { startOnce } from '../../adapters/start-once.ts';
import type { Person } from '../../contracts/ids.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { askSession, outcomeOf } from '../ask-session.ts';
import { findSession } from '../find-session.ts';
import { asSeenBy } from '../unread.ts';
import { accepted, ApiError } from './respond.ts';
import { serve } from './route.ts';

serve('listSessions', async ({ query, person }) => {
  const { status, repository, author, collaborator, archived, search, after, limit } = query;
  const page = await services().documents.list<StoredSession>('sessions', {
    where: {
      archived: archived === 'true',
      ...(status ? { status } : {}),
      ...(repository ? { repository } : {}),
      ...(author ? { 'author.id': author } : {}),
    },
    ...(collaborator ? { having: { list: 'collaborators', id: collaborator } } : {}),
    ...(search ? { search } : {}),
    ...(after ? { after } : {}),
    limit,
  });
  const items = await asSeenBy(
    person,
    page.items.map(({ body }) => body),
  );
  return { items, ...(page.next ? { next: page.next } : {}) };
});

serve('getSession', ({ params, person }) => sessionSeenBy(person, params['sessionId']));

serve('changeSession', async ({ params, body, person, client }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const commandId = services().newId('cmd');
  const { title, archived } = body;
  const by = person;
  if (title !== undefined)
    accepted(await askSession(client, sessionId, { type: 'rename', commandId, title, by }));
  if (archived !== undefined)
    accepted(await askSession(client, sessionId, { type: 'archive', commandId, archived, by }));
  return sessionSeenBy(person, sessionId);
});

serve('deleteSession', async ({ params, person, client }) => {
  const { sessionId, author } = await findSession(params['sessionId']);
  if (person.id !== author.id && !services().identity.roles(person).includes('owner'))
    throw new ApiError('forbidden', { detail: 'Only its author may delete a session.' });
  const instanceId = `${sessionId}.delete`;
  await startOnce(client, 'delete-session', instanceId, { sessionId });
  await outcomeOf(client, instanceId);
  return undefined;
});

async function sessionSeenBy(person: Person, sessionId: string | undefined) {
  const [session] = await asSeenBy(person, [await findSession(sessionId)]);
  if (!session) throw new ApiError('session_unknown');
  return session;
}
