import { services } from '../../adapters/services.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import { forgetSandbox } from '../../orchestrations/activities/release-sandbox.ts';
import { askSession } from '../ask-session.ts';
import { findSession } from '../find-session.ts';
import { accepted } from './respond.ts';
import { serve } from './route.ts';

serve('listSessions', async ({ query }) => {
  const { status, repository, author, archived, search, after, limit } = query;
  const page = await services().documents.list<SessionSummary>('sessions', {
    where: {
      archived: archived === 'true',
      ...(status ? { status } : {}),
      ...(repository ? { repository } : {}),
      ...(author ? { 'author.id': author } : {}),
    },
    ...(search ? { search } : {}),
    ...(after ? { after } : {}),
    limit,
  });
  return { items: page.items.map(({ body }) => body), ...(page.next ? { next: page.next } : {}) };
});

serve('getSession', ({ params }) => findSession(params['sessionId']));

serve('changeSession', async ({ params, body, person, client }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const commandId = services().newId('prm');
  const { title, archived } = body;
  const by = person;
  if (title !== undefined)
    accepted(await askSession(client, sessionId, { type: 'rename', commandId, title, by }));
  if (archived !== undefined)
    accepted(await askSession(client, sessionId, { type: 'archive', commandId, archived, by }));
  return findSession(sessionId);
});

serve('deleteSession', async ({ params, client }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const all = services();
  const gone = accepted(await askSession(client, sessionId, { type: 'delete' }));
  if (gone.instanceId) await client.terminate(gone.instanceId, 'The session was deleted.');
  if (gone.sandboxId) {
    await all.sandboxes.terminate(gone.sandboxId);
    await forgetSandbox(all, gone.sandboxId);
  }
  if (gone.snapshotId) await all.sandboxes.deleteSnapshot(gone.snapshotId);
  await Promise.all([all.history.delete(sessionId), all.documents.delete('sessions', sessionId)]);
  return undefined;
});
