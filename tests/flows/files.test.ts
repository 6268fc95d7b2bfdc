import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { eventually, runOf } from './support/session-log.ts';

test('files are read from the workspace while it is there, and from git before and after', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_IDLE_SECONDS: '2' },
  });
  await using repository = await GitRepository.create({
    '.gitignore': 'build/\n',
    'src/one.txt': 'one\n',
  });
  const { api } = service;
  const { sessionId } = await api.call('createSession', {
    body: { repository: repository.directory },
  });
  const params = { sessionId };
  const names = async (path: string) =>
    (await api.call('listFolder', { params, query: { path } })).entries.map(({ name }) => name);
  const origin = async (query: { path: string; ref?: 'base' }) =>
    (await api.call('listFolder', { params, query })).from;
  const text = async (path: string) =>
    (await api.call('readFile', { params, query: { path } })).text;

  expect(await names('')).toEqual(['.gitignore', 'src']);
  expect(await text('src/one.txt')).toBe('one\n');
  expect(await origin({ path: '' })).toBe('branch');

  const script = 'mkdir build; echo built > build/out; echo two > src/two.txt; ln -s /etc/passwd p';
  const prompt = promptWithScript('Work', [bash(script), { text: 'Done.' }]);
  const { promptId } = await api.call('sendPrompt', { params, body: { text: prompt } });
  await runOf(api, sessionId, promptId);
  expect(await names('')).toEqual(['.gitignore', 'build', 'p', 'src']);
  expect(await text('build/out')).toBe('built\n');
  expect(await origin({ path: '' })).toBe('workspace');
  expect(await origin({ path: '', ref: 'base' })).toBe('base');
  const base = { path: 'src', ref: 'base' } as const;
  const { entries } = await api.call('listFolder', { params, query: base });
  expect(entries.map(({ name }) => name)).toEqual(['one.txt']);
  for (const path of ['p', 'src/three.txt'])
    await expect(text(path)).rejects.toMatchObject({ problem: { code: 'file_unknown' } });
  for (const path of ['../../etc/passwd', '/etc/passwd', '.git/config'])
    await expect(text(path)).rejects.toMatchObject({ problem: { code: 'invalid_request' } });

  await eventually(api, sessionId, 'sandbox.parked');
  expect(await names('')).toEqual(['.gitignore', 'p', 'src']);
  expect(await text('src/two.txt')).toBe('two\n');
  expect(await origin({ path: '' })).toBe('branch');
  await expect(text('p')).rejects.toMatchObject({ problem: { code: 'file_unknown' } });
}, 400_000);
