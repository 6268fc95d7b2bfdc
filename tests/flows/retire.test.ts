import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ApiClient } from '../../cli/api-client.ts';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { eventually, until } from './support/session-log.ts';
import { ageActors, ageRows, makeDue, restartWith } from './support/stored-times.ts';

async function listed(api: ApiClient): Promise<string[]> {
  const pages = ['true', 'false'] as const;
  const lists = pages.map((archived) => api.call('listSessions', { query: { archived } }));
  return (await Promise.all(lists)).flatMap(({ items }) => items.map(({ title }) => title)).sort();
}

test('what nobody has used for as long as the setting says is gone the next day', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: {
      ...{ HARVEST_MODEL_URL: model.url, HARVEST_IDLE_SECONDS: '1', HARVEST_RETENTION_DAYS: '30' },
    },
    strict: true,
  });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const { api, home } = service;
  const create = async (title: string): Promise<string> => {
    const body = { repository: repository.directory, title };
    return (await api.call('createSession', { body })).sessionId;
  };
  const worked = await create('Worked on');
  const text = promptWithScript('Work', [bash('echo b > b.txt'), { text: 'Done.' }]);
  await api.call('sendPrompt', { params: { sessionId: worked }, body: { text } });
  await eventually(api, worked, 'sandbox.parked');
  const archived = await create('Archived');
  await api.call('changeSession', { params: { sessionId: archived }, body: { archived: true } });
  const untouched = await create('Untouched');
  const recent = await create('Recently renamed');
  await api.call('changeSession', { params: { sessionId: recent }, body: { title: 'Recent' } });
  await create('New');
  expect(await readdir(join(home, 'snapshots'))).toHaveLength(1);

  await restartWith(service, async (database) => {
    // Of `recent` only the list says that it is old.
    await ageRows(database, [worked, archived, untouched, recent]);
    await ageActors(database, [worked, archived]);
    await makeDue(database, 'retire');
  });

  await until(async () => ((await listed(api)).length === 2 ? true : undefined));
  expect(await listed(api)).toEqual(['New', 'Recent']);
  expect(await readdir(join(home, 'snapshots'))).toEqual([]);
  const params = { sessionId: worked };
  await expect(api.call('getSession', { params })).rejects.toMatchObject({
    problem: { code: 'session_unknown' },
  });
}, 240_000);
