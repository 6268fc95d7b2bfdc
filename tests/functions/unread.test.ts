import { expect, it, vi } from 'vitest';
import { services } from '../../adapters/services.ts';
import type { Person } from '../../contracts/ids.ts';
import { asSeenBy } from '../../functions/unread.ts';
import { servicesInMemory } from './support/services-in-memory.ts';
import { storedSession } from './support/stored-session.ts';

const ann = { id: 'ann', name: 'Ann' };
const bob = { id: 'bob', name: 'Bob' };
const cid = { id: 'cid', name: 'Cid' };
const past = '2020-01-01T00:00:00.000Z';
const future = '2999-01-01T00:00:00.000Z';

servicesInMemory();

const markRead = (sessionId: string, { id }: Person): Promise<void> =>
  services().readMarks.note(id, sessionId, services().now());
const seenBy = async (person: Person, session: ReturnType<typeof storedSession>) =>
  (await asSeenBy(person, [session])).map(({ unread }) => unread);

it('is new to those whom it concerns until they look, and again when it changes', async () => {
  const sessionId = 'ses_0000000001';
  const session = storedSession(sessionId, { author: ann, collaborators: [bob], updatedAt: past });
  expect(await seenBy(ann, session)).toEqual([true]);
  expect(await seenBy(bob, session)).toEqual([true]);
  expect(await seenBy(cid, session)).toEqual([false]);
  await markRead(sessionId, ann);
  await markRead(sessionId, cid);
  expect(await seenBy(ann, session)).toEqual([false]);
  expect(await seenBy(bob, session)).toEqual([true]);
  const changed = { ...session, updatedAt: future };
  expect(await seenBy(ann, changed)).toEqual([true]);
  expect(await seenBy(cid, changed)).toEqual([true]);
});

it('asks once for a whole page, and keeps its order', async () => {
  const ids = Array.from({ length: 200 }, (_, n) => `ses_page${String(n).padStart(8, '0')}`);
  for (const id of ids.filter((_, n) => n % 2 === 0)) await markRead(id, ann);
  const getMany = vi.spyOn(services().documents, 'getMany');
  const get = vi.spyOn(services().documents, 'get');
  const sessions = ids.map((id) => storedSession(id, { author: ann, updatedAt: past }));
  const seen = await asSeenBy(ann, sessions);
  expect(seen.map(({ sessionId }) => sessionId)).toEqual(ids);
  expect(seen.map(({ unread }) => unread)).toEqual(ids.map((_, n) => n % 2 === 1));
  expect(getMany).toHaveBeenCalledTimes(1);
  expect(get).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

it('shows a session without what only the service needs to know', async () => {
  const shown = { runId: 'run_1', promptId: 'prm_1', model: 'a/b' };
  const run = { ...shown, instanceId: 'what-carries-it', restedIn: null };
  const idleSince = { afterRunId: 'run_0' };
  const [seen] = await asSeenBy(ann, [storedSession('ses_0000000001', { run, idleSince })]);
  expect(seen?.run).toEqual(shown);
  expect(seen).not.toHaveProperty('idleSince');
});
