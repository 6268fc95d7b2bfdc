import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runHttpBackend } from '../../adapters/scm/http-backend.ts';
import { serveGit } from '../adapters/scm/serving.ts';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { cli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType } from './support/session-log.ts';

test('the branch of a repository that has an address appears there, and in no other', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const { PATH = '' } = process.env;
  const git = { repository: join(repository.directory, '.git'), env: { PATH }, timeoutMs: 60_000 };
  const address = await serveGit('/shop.git', (request) => runHttpBackend(request, git));

  const prompt = promptWithScript('Add b', [bash('echo b > b.txt'), { text: 'Done.' }]);
  const run = await cli(service, 'run', '--repo', address, prompt);
  expect(run).toMatchObject({ code: 0, stderr: '' });

  const { api } = service;
  const [session] = (await api.call('listSessions')).items;
  expect(session).toMatchObject({ source: address, status: 'idle' });
  const { sessionId = '', branch = '' } = session ?? {};
  const [finished] = ofType(await historyOf(api, sessionId), 'run.finished');
  expect(finished?.data).toMatchObject({ outcome: 'completed', changes: { branch, files: 1 } });
  const branches = await repository.git('branch', '--format=%(refname:short)');
  expect(branches).toBe(`${branch}\nmain\n`);
  expect(await repository.git('show', `${branch}:b.txt`)).toBe('b\n');
  const { stdout } = await cli(service, 'diff', sessionId);
  expect(stdout).toContain('+b');
}, 120_000);
