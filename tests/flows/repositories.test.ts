import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, runOf } from './support/session-log.ts';

test('a repository is added, and its variables reach its hook and the agent and nobody else', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_LOG: 'debug' },
  });
  const hook = 'printf %s "$REGISTRY_TOKEN" | sha256sum > .git/seen-by-hook\n';
  await using repository = await GitRepository.create({ '.harvest/setup.sh': hook });
  const { api } = service;
  const added = await api.call('addRepository', { body: { source: repository.directory } });
  expect(added).toMatchObject({ kind: 'local', defaultBranch: 'main' });
  const params = { repositoryId: added.repositoryId };
  const fresh = await api.call('getRepository', { params });
  expect(fresh).toMatchObject({ setupHook: hook, startHook: null, sessions: 0, lastUsedAt: null });

  const value = 'swordfish-4711';
  const changed = await api.call('changeEnvironment', {
    params,
    body: { set: { REGISTRY_TOKEN: value } },
  });
  expect(changed).toEqual({ environment: ['REGISTRY_TOKEN'] });
  await expect(
    api.call('changeEnvironment', { params, body: { set: { HARVEST_X: value } } }),
  ).rejects.toMatchObject({ problem: { code: 'invalid_request' } });

  const look = 'printf %s "$REGISTRY_TOKEN" | sha256sum; cat .git/seen-by-hook';
  const text = promptWithScript('Look', [bash(look), { text: 'Done.' }]);
  const { sessionId, promptId } = await api.call('createSession', {
    body: { repository: added.repositoryId, prompt: { text } },
  });
  await runOf(api, sessionId, promptId);
  const { request } = model.requests.at(-1) ?? {};
  const outputs = JSON.stringify(request?.messages);
  const digests = [...outputs.matchAll(/([0-9a-f]{64})  -/g)].map((match) => match[1]);
  const expected = createHash('sha256').update(value).digest('hex');
  expect(digests).toEqual([expected, expected]);

  const everything = JSON.stringify([
    await historyOf(api, sessionId),
    await api.call('getRepository', { params }),
  ]);
  expect(everything).not.toContain(value);
  expect(service.output).not.toContain(value);
  expect(await api.call('getRepository', { params })).toMatchObject({
    sessions: 1,
    environment: ['REGISTRY_TOKEN'],
  });
}, 400_000);
