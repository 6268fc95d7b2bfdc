import { services } from '../../adapters/services.ts';
import { streamGroup } from '../../contracts/frames.ts';
import type { PresenceFrame } from '../../contracts/presence.ts';
import { askSession } from '../ask-session.ts';
import { findSession } from '../find-session.ts';
import { accepted, ApiError } from './respond.ts';
import { serve } from './route.ts';

serve('addComment', async ({ params, body, person, client }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const commentId = body.commentId ?? services().newId('cmt');
  const { text, file } = body;
  const comment = { commentId, text, ...(file ? { file } : {}) };
  accepted(await askSession(client, sessionId, { type: 'comment', comment, author: person }));
  return { commentId };
});

serve('addCollaborator', async ({ params, body, person, client }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const { people, newId } = services();
  const added = await people.find(body.person);
  if (!added) throw new ApiError('person_unknown');
  const commandId = newId('cmd');
  const command = { type: 'addCollaborator', commandId, person: added, by: person } as const;
  accepted(await askSession(client, sessionId, command));
  return undefined;
});

serve('removeCollaborator', async ({ params, person, client }) => {
  const { sessionId, collaborators } = await findSession(params['sessionId']);
  const { live, newId } = services();
  const commandId = newId('cmd');
  const personId = params['personId'] ?? '';
  const command = { type: 'removeCollaborator', commandId, personId, by: person } as const;
  accepted(await askSession(client, sessionId, command));
  if (collaborators.some(({ id }) => id === personId)) await live.disconnect(personId);
  return undefined;
});

serve('announcePresence', async ({ params, body, person }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const { live, now } = services();
  const frame: PresenceFrame = { kind: 'presence', ...body, person, at: now() };
  await live.publish(streamGroup(sessionId), frame);
  return undefined;
});

serve('markRead', async ({ params, person }) => {
  const { sessionId } = await findSession(params['sessionId']);
  const { readMarks, now } = services();
  await readMarks.note(person.id, sessionId, now());
  return undefined;
});
