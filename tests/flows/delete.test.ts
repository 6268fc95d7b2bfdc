import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { cli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { runOf, until } from './support/session-log.ts';

test('nothing of a deleted session stays, but the branch in the person’s repository', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url },
  });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const { api, home } = service;
  const text = promptWithScript('Work', [bash('echo b > b.txt'), { text: 'Done.' }]);
  const created = await api.call('createSession', {
    body: { repository: repository.directory, prompt: { text } },
  });
  const params = { sessionId: created.sessionId };
  const { branch, repository: repositoryId } = await api.call('getSession', { params });
  const run = await runOf(api, created.sessionId, created.promptId);
  expect(run.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
  const mirror = GitRepository.at(join(home, 'mirrors/mirrors', `${repositoryId}.git`));
  expect(await mirror.git('for-each-ref')).toContain(branch);

  expect(await cli(service, 'delete', created.sessionId, '--yes')).toMatchObject({ code: 0 });
  await until(() =>
    api.call('getSession', { params }).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  await expect(api.call('getSession', { params })).rejects.toMatchObject({
    problem: { code: 'session_unknown' },
  });
  expect(await mirror.git('for-each-ref')).not.toContain(branch);
  expect(await readdir(join(home, 'sandboxes'))).toEqual([]);
  expect(await readdir(join(home, 'snapshots'))).toEqual([]);
  expect(await repository.git('show', `${branch}:b.txt`)).toBe('b\n');
}, 400_000);
