import { WebPubSubClient } from '@azure/web-pubsub-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiClient } from '../../cli/api-client.ts';
import { Frame } from '../../contracts/frames.ts';
import { Guest } from './support/guest.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType } from './support/session-log.ts';

const grace = { name: 'Grace', email: 'grace@example.com' };
const nobody = 'ses_0000000000';

let service: Service;
let owner: ApiClient;
let guest: Guest;
let code: string;

beforeAll(async () => {
  service = await Service.start();
  owner = service.api;
  ({ guest, code } = await Guest.invitedBy(owner, grace));
}, 60_000);
afterAll(() => service[Symbol.asyncDispose]());

const newSession = async (): Promise<string> =>
  (await owner.call('createSession', { body: { repository: 'sample' } })).sessionId;

test('an invitation signs in one person, once, who invites nobody', async () => {
  const me = await guest.call('me');
  expect(me.answer).toMatchObject({ ...grace, roles: [] });
  expect(await owner.call('me')).toMatchObject({ id: 'local', name: 'Ada', roles: ['owner'] });
  expect((await Guest.signIn(service.url, code)).status).toBe(401);
  const body = { name: 'Eve', email: 'eve@example.com' };
  expect((await guest.call('invite', { body })).status).toBe(403);
  expect((await guest.call('removePerson', { path: 'people/local' })).status).toBe(403);
  expect((await guest.call('listDeadLetters')).status).toBe(403);
  expect((await guest.call('redeliverPrompts', { body: { ids: ['1'] } })).status).toBe(403);

  const again = await Guest.invitedBy(owner, { ...grace, email: 'GRACE@example.com' });
  expect((await again.guest.call('me')).answer.id).toBe(me.answer.id);
  const known = await owner.call('listPeople', { query: { search: 'example' } });
  expect(known.items.map(({ name }) => name).sort()).toEqual(['Ada', 'Grace']);
});

test('a browser is signed in by the name of the console alone', async () => {
  const { url } = await owner.call('invite', { body: { ...grace, email: 'ada@example.com' } });
  const { hostname, port, hash } = new URL(url);
  expect(hostname).toBe('harvest.localhost');
  const unused = hash.slice('#code='.length);
  const refused = await Guest.signIn(service.url, unused, `127.0.0.1:${port}`);
  expect(refused.status).toBe(403);
  expect(refused.headers.get('set-cookie')).toBeNull();
  expect(await refused.json()).toMatchObject({
    code: 'wrong_address',
    detail: `Open http://harvest.localhost:${port} and sign in there.`,
  });
  const cookie = (await Guest.signIn(service.url, unused)).headers.get('set-cookie');
  expect(cookie).toMatch(/^harvest=.*httponly/i);
  expect(cookie).not.toMatch(/domain=/i);
});

/** A live connection by that address; `over` resolves when it has ended. */
async function watch(url: string): Promise<{ over: Promise<void> }> {
  const client = new WebPubSubClient(url, { autoReconnect: false });
  const over = new Promise<void>((resolve) => client.on('stopped', () => resolve()));
  await client.start();
  return { over };
}

test('who is removed is signed out', async () => {
  const removed = await Guest.invitedBy(owner, { name: 'Eve', email: 'eve@example.com' });
  const { id: personId } = (await removed.guest.call('me')).answer;
  const path = `sessions/${await newSession()}/live`;
  const { url } = (await removed.guest.call('live', { path })).answer;
  const { over } = await watch(url);
  await owner.call('removePerson', { params: { personId } });
  await over;
  await expect(watch(url)).rejects.toThrow();
  expect((await removed.guest.call('me')).status).toBe(401);
  await expect(owner.call('removePerson', { params: { personId } })).rejects.toMatchObject({
    problem: { code: 'person_unknown' },
  });
  await expect(owner.call('removePerson', { params: { personId: 'local' } })).rejects.toMatchObject(
    { problem: { code: 'forbidden' } },
  );
});

test('who is removed while a connection is made does not keep it', async () => {
  const path = `sessions/${await newSession()}/live`;
  const removals = Array.from({ length: 12 }, async (_, n) => {
    const person = { name: `Eve ${n}`, email: `eve-${n}@example.com` };
    const { guest: eve } = await Guest.invitedBy(owner, person);
    const { id: personId } = (await eve.call('me')).answer;
    return { personId, url: (await eve.call('live', { path })).answer.url };
  });
  for (const { personId, url } of await Promise.all(removals)) {
    const connection = watch(url).catch(() => undefined);
    await owner.call('removePerson', { params: { personId } });
    // It was refused, or has come to its end.
    await (
      await connection
    )?.over;
  }
});

test('two people comment, each once, on the session and on a line', async () => {
  const sessionId = await newSession();
  const commentId = 'cmt_0000000001';
  const body = {
    commentId,
    text: 'Why so?',
    file: { path: 'a.ts', side: 'new', line: 3 },
  } as const;
  const path = `sessions/${sessionId}/comments`;
  for (let times = 0; times < 2; times += 1)
    expect(await guest.call('addComment', { path, body })).toMatchObject({
      ...{ status: 201, answer: { commentId } },
    });
  const second = await owner.call('addComment', { params: { sessionId }, body: { text: 'So.' } });
  const comments = ofType(await historyOf(owner, sessionId), 'comment.added');
  expect(comments.map(({ data }) => data)).toMatchObject([
    { ...body, author: grace },
    { commentId: second.commentId, text: 'So.', author: { id: 'local' } },
  ]);
  for (const text of ['', ' \n', 'x'.repeat(10_001)])
    expect((await guest.call('addComment', { path, body: { text } })).status).toBe(400);
  expect(
    (await guest.call('addComment', { path: `sessions/${nobody}/comments`, body })).status,
  ).toBe(404);
});

test('collaborators are found by address, added and removed by those who may', async () => {
  const sessionId = await newSession();
  const path = `sessions/${sessionId}/collaborators`;
  const { id } = (await guest.call('me')).answer;
  expect((await guest.call('addCollaborator', { path, body: { person: id } })).status).toBe(403);
  const add = (person: string) =>
    owner.call('addCollaborator', { params: { sessionId }, body: { person } });
  await expect(add('nobody@example.com')).rejects.toMatchObject({
    problem: { code: 'person_unknown' },
  });
  await add('Grace@Example.com');
  await add(id);
  const shared = await owner.call('getSession', { params: { sessionId } });
  expect(shared.collaborators).toMatchObject([{ id, name: 'Grace' }]);
  const { url } = (await guest.call('live', { path: `sessions/${sessionId}/live` })).answer;
  const { over } = await watch(url);
  expect((await guest.call('removeCollaborator', { path: `${path}/${id}` })).status).toBe(204);
  await over;
  const after = await owner.call('getSession', { params: { sessionId } });
  expect(after.collaborators).toEqual([]);
  const types = (await historyOf(owner, sessionId)).map(({ type }) => type);
  expect(types).toEqual(['session.created', 'collaborator.added', 'collaborator.removed']);
});

test('each sees for themselves what has happened since they looked', async () => {
  const sessionId = await newSession();
  const params = { sessionId };
  const path = `sessions/${sessionId}`;
  const unread = async () => {
    const one = await owner.call('getSession', { params });
    const { items } = await owner.call('listSessions');
    const two = items.find((item) => item.sessionId === sessionId);
    expect(two?.unread).toBe(one.unread);
    return [one.unread, (await guest.call('getSession', { path })).answer.unread];
  };
  // It is the owner's; the guest has nothing to do with it yet.
  expect(await unread()).toEqual([true, false]);
  await owner.call('markRead', { params });
  await guest.call('markRead', { path: `${path}/read` });
  expect(await unread()).toEqual([false, false]);
  await owner.call('addComment', { params, body: { text: 'News' } });
  expect(await unread()).toEqual([true, true]);
  await guest.call('markRead', { path: `${path}/read` });
  expect(await unread()).toEqual([true, false]);
});

test('everybody hears who is here, and nothing of it is kept', async () => {
  const sessionId = await newSession();
  const params = { sessionId };
  const { url } = await owner.call('live', { params });
  const client = new WebPubSubClient(url);
  const heard = Promise.withResolvers<Frame>();
  client.on('group-message', ({ message }) => heard.resolve(Frame.parse(message.data)));
  try {
    const connected = new Promise((resolve) => client.on('connected', resolve));
    await client.start();
    await connected;
    const path = `sessions/${sessionId}/presence`;
    const body = { clientId: 'page-0001', state: 'typing', place: 'src/a.ts' } as const;
    expect((await guest.call('announcePresence', { path, body })).status).toBe(204);
    expect(await heard.promise).toMatchObject({ kind: 'presence', ...body, person: grace });
  } finally {
    client.stop();
  }
  expect(await historyOf(owner, sessionId)).toHaveLength(1);
});

test('everybody hears when a page is gone, whose connection has ended without a word', async () => {
  const sessionId = await newSession();
  const params = { sessionId };
  const watching = new WebPubSubClient((await owner.call('live', { params })).url);
  const heard = Promise.withResolvers<Frame>();
  watching.on('group-message', ({ message }) => heard.resolve(Frame.parse(message.data)));
  const path = `sessions/${sessionId}/live?clientId=page-0002`;
  const page = new WebSocket((await guest.call('live', { path })).answer.url, [
    'json.webpubsub.azure.v1',
  ]);
  const greeted = new Promise((resolve) => page.addEventListener('message', resolve));
  try {
    const connected = new Promise((resolve) => watching.on('connected', resolve));
    await watching.start();
    await connected;
    await greeted;
    page.close();
    expect(await heard.promise).toMatchObject({
      ...{ kind: 'presence', state: 'left', clientId: 'page-0002', person: grace },
    });
  } finally {
    watching.stop();
    page.close();
  }
});

test('nobody but the live service tells of its connections', async () => {
  const url = `${service.url}/api/live/events`;
  const state = Buffer.from('{"mark":"x"}').toString('base64');
  const forged = { 'ce-type': 'azure.webpubsub.sys.disconnected', 'ce-connectionId': 'c' };
  const headers = { ...forged, 'ce-connectionState': state, 'ce-signature': 'sha256=00' };
  expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBe(401);
  const ask = (origin: string) =>
    fetch(url, { method: 'OPTIONS', headers: { 'webhook-request-origin': origin } });
  expect((await ask('evil.example')).status).toBe(403);
  const agreed = await ask('127.0.0.1');
  expect([agreed.status, agreed.headers.get('webhook-allowed-origin')]).toEqual([200, '127.0.0.1']);
});

test('a session is deleted by its author, or by the owner of the machine', async () => {
  const sessionId = await newSession();
  const path = `sessions/${sessionId}`;
  await owner.call('addCollaborator', { params: { sessionId }, body: { person: grace.email } });
  expect((await guest.call('deleteSession', { path })).status).toBe(403);
  const body = { repository: 'sample' };
  const own = (await guest.call('createSession', { body })).answer.sessionId;
  const other = (await guest.call('createSession', { body })).answer.sessionId;
  expect((await guest.call('deleteSession', { path: `sessions/${own}` })).status).toBe(204);
  await owner.call('deleteSession', { params: { sessionId: other } });
  expect((await guest.call('getSession', { path: `sessions/${own}` })).status).toBe(404);
  expect((await guest.call('getSession', { path })).status).toBe(200);
});
