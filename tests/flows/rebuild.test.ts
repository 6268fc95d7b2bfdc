import { CosmosClient } from '@azure/cosmos';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createContainers } from '../../adapters/cosmos/containers.ts';
import { CosmosDatabase } from '../../adapters/cosmos/database.ts';
import { CosmosDocuments } from '../../adapters/documents/cosmos.ts';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import type { ApiClient } from '../../cli/api-client.ts';
import type { SessionSummary } from '../../contracts/api.ts';
import { factsCollection, type Fact } from '../../core/facts.ts';
import type { Documents } from '../../core/ports/documents.ts';
import { promptKey } from '../../core/prompt-key.ts';
import { fakeKey, startFakeCosmos } from '../fakes/cosmos/fake-cosmos.ts';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType, runOf, until } from './support/session-log.ts';

const ghost = 'ses_ghost00001';

/** Two sessions with a past each, and one in which nothing has happened yet. */
async function fill({ api }: Service, directory: string): Promise<void> {
  const create = (title: string) =>
    api.call('createSession', { body: { repository: directory, title } });
  const worked = await create('Worked on');
  const text = promptWithScript('Work', [bash('echo b > b.txt'), { text: 'Done.' }]);
  const params = { sessionId: worked.sessionId };
  const { promptId } = await api.call('sendPrompt', { params, body: { text } });
  await runOf(api, worked.sessionId, promptId);
  await api.call('mergeBranch', { params });
  const renamed = { sessionId: (await create('Named')).sessionId };
  await api.call('changeSession', { params: renamed, body: { title: 'Renamed' } });
  await create('Untouched');
}

/** Lists lose rows, show another wrongly, and show one of a session that is not there. */
async function spoil(documents: Documents): Promise<void> {
  const { items } = await documents.list<SessionSummary>('sessions', { limit: 10 });
  const [untouched, renamed, worked] = items;
  if (!untouched || !renamed || !worked) throw new Error('There should be three sessions.');
  await documents.delete('sessions', worked.id);
  await documents.delete('sessions', untouched.id);
  await documents.put('sessions', renamed.id, { ...renamed.body, title: 'Wrong', tokens: 7 });
  const createdAt = '2026-01-01T00:00:00.000Z';
  await documents.put('sessions', ghost, { ...renamed.body, sessionId: ghost, createdAt });
  const facts = await documents.range<Fact>(factsCollection, { from: '', to: '~', limit: 100 });
  for (const { id, body } of facts.items) {
    await documents.delete(factsCollection, id);
    if (body.kind !== 'run') continue;
    // Its prompt is of the same name.
    const promptId = id.slice(id.indexOf('run_')).replace('run_', 'prm_');
    await documents.delete('prompts', promptKey(body.sessionId, promptId));
  }
}

/** Whether the prompt that was worked on can be asked again, for which its text is looked up. */
async function retry({ api }: Service, { items }: { items: readonly SessionSummary[] }) {
  const worked = items.find(({ title }) => title === 'Worked on');
  if (!worked) throw new Error('The session is not in the list.');
  const { sessionId } = worked;
  const [queued] = ofType(await historyOf(api, sessionId), 'prompt.queued');
  if (!queued) throw new Error('The session has no prompt.');
  const body = { retryOf: queued.data.promptId };
  await api.call('sendPrompt', { params: { sessionId }, body });
}

/** What the two lists show. An actor that has decided twice knows the second time, its history the first. */
async function shown(api: ApiClient) {
  const { items } = await api.call('listSessions', { query: {} });
  const { totals, models, people } = await api.call('stats', { query: {} });
  return { items: items.map((item) => ({ ...item, updatedAt: '' })), totals, models, people };
}

async function rebuild(api: ApiClient) {
  expect(await api.call('startRebuild')).toMatchObject({ failed: 0 });
  return endOf(api);
}

/** What the rebuilding that is under way has come to when it is over. */
function endOf(api: ApiClient) {
  return until(async () => {
    const progress = await api.call('readRebuild');
    return progress.state === 'running' ? undefined : progress;
  });
}

test('lists and statistics come back from the histories, also of actors that are lost', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url },
    strict: true,
  });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const { api, home } = service;
  await fill(service, repository.directory);
  const before = await shown(api);
  await service.stop();
  const database = new Database(join(home, 'harvest.db'));
  await spoil(new SqliteDocuments(database, () => new Date().toISOString()));
  await database.write(() => database.prepare('DELETE FROM durable_entities').run());
  database.close();
  await service.start();
  expect((await shown(api)).items).not.toEqual(before.items);
  await expect(retry(service, before)).rejects.toMatchObject({
    problem: { code: 'session_unknown' },
  });

  const found = { state: 'done', sessions: 3, removed: 1, failed: 0 };
  expect(await rebuild(api)).toMatchObject(found);
  expect(await shown(api)).toEqual(before);
  expect(await rebuild(api)).toMatchObject({ ...found, removed: 0 });
  expect(await shown(api)).toEqual(before);
  await retry(service, before);
}, 240_000);

test('the same while the service works, in Cosmos DB', async () => {
  const fake = await startFakeCosmos();
  const { endpoint } = fake;
  const client = new CosmosClient({ endpoint, key: fakeKey });
  await createContainers(client, 'harvest');
  client.dispose();
  const database = new CosmosDatabase({ endpoint, database: 'harvest', access: { key: fakeKey } });
  try {
    await using model = await startScriptedModel();
    await using service = await Service.start({
      env: { HARVEST_MODEL_URL: model.url, COSMOS_ENDPOINT: endpoint, COSMOS_KEY: fakeKey },
    });
    await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
    const { api } = service;
    await fill(service, repository.directory);
    const before = await shown(api);
    await spoil(new CosmosDocuments(database, Date.now));
    expect(await rebuild(api)).toMatchObject({ state: 'done', sessions: 3, removed: 1, failed: 0 });
    expect(await shown(api)).toEqual(before);
    await retry(service, before);
  } finally {
    await database.close();
    await fake.close();
  }
}, 240_000);

test('a rebuilding that is cut short goes on where it was', async () => {
  await using service = await Service.start({ strict: true });
  const { api } = service;
  const count = 200;
  const create = (n: number) =>
    api.call('createSession', { body: { repository: 'sample', title: `Session ${n}` } });
  await Promise.all(Array.from({ length: count }, (_, n) => create(n)));
  await api.call('startRebuild');
  await until(async () => ((await api.call('readRebuild')).sessions > 0 ? true : undefined));
  await service.kill();
  await service.start();
  const whole = { state: 'done', sessions: count, removed: 0, failed: 0 };
  expect(await endOf(api)).toMatchObject(whole);
}, 240_000);
