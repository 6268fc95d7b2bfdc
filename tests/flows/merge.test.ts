import { rename } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType, runOf, until } from './support/session-log.ts';

test('a branch is merged, goes on, conflicts, and is discarded; statistics count it', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const { api } = service;
  const { sessionId, branch } = await api.call('createSession', {
    body: { repository: repository.directory },
  });
  const params = { sessionId };
  const run = async (command: string) => {
    const text = promptWithScript('Work', [bash(command), { text: 'Done.' }]);
    const { promptId } = await api.call('sendPrompt', { params, body: { text } });
    await runOf(api, sessionId, promptId);
  };
  const state = async () => (await api.call('getSession', { params })).branchState;

  await expect(api.call('mergeBranch', { params })).rejects.toMatchObject({
    problem: { code: 'branch_unknown' },
  });
  await run('echo b > b.txt');
  const merged = await api.call('mergeBranch', { params });
  expect(merged).toMatchObject({ state: 'merged', into: 'main' });
  expect(await repository.git('show', 'HEAD:b.txt')).toBe('b\n');
  expect(await repository.git('status', '--porcelain')).toBe('');
  expect(await state()).toBe('merged');
  expect(await api.call('mergeBranch', { params })).toMatchObject({ state: 'up-to-date' });

  await run('echo theirs > a.txt');
  expect(await state()).toBe('open');
  await repository.write('a.txt', 'mine\n');
  await repository.git('commit', '-qam', 'Mine');
  const conflict = await api.call('mergeBranch', { params });
  expect(conflict).toEqual({ state: 'conflict', files: ['a.txt'], into: 'main' });
  await api.call('discardBranch', { params });
  expect(await state()).toBe('discarded');
  expect(await repository.git('branch', '--list', branch)).toBe('');

  const { totals, models } = await api.call('stats', { query: {} });
  expect(totals).toMatchObject({ sessions: 1, runs: 2, completed: 2, merged: 1 });
  expect(totals.timeToFirstTokenMs.p50).toBeGreaterThan(0);
  expect(totals.timeToFirstTokenMs.p95).toBeLessThan(totals.timeToBranchMs.p95 ?? 0);
  expect(models).toMatchObject([{ runs: 2, tokens: totals.tokens }]);

  const events = await historyOf(api, sessionId);
  expect(ofType(events, 'branch.merged').map(({ data }) => data.by.name)).toEqual(['Ada']);
  expect(ofType(events, 'branch.discarded')).toHaveLength(1);
}, 400_000);

test('a merge during the first run says that the run is at work', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const text = promptWithScript('Work', [bash('sleep 600'), { text: 'Done.' }]);
  const { sessionId } = await service.api.call('createSession', {
    body: { repository: repository.directory, prompt: { text } },
  });
  const params = { sessionId };
  await until(async () => (await service.api.call('getSession', { params })).run ?? undefined);
  await expect(service.api.call('mergeBranch', { params })).rejects.toMatchObject({
    problem: { code: 'run_active' },
  });
}, 120_000);

test('what could not be delivered is, as soon as the repository is back', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'a.txt': 'a\n' });
  const { api } = service;
  const { sessionId, branch } = await api.call('createSession', {
    body: { repository: repository.directory },
  });
  const run = async (command: string) => {
    const text = promptWithScript('Work', [bash(command), { text: 'Done.' }]);
    const { promptId } = await api.call('sendPrompt', { params: { sessionId }, body: { text } });
    return runOf(api, sessionId, promptId);
  };
  await run('true');
  const elsewhere = `${repository.directory}-elsewhere`;
  await rename(repository.directory, elsewhere);
  expect((await run('echo b > b.txt')).data.failure?.code).toBe('repository_invalid');
  await rename(elsewhere, repository.directory);
  expect((await run('true')).data.outcome).toBe('completed');
  expect(await repository.git('show', `${branch}:b.txt`)).toBe('b\n');
}, 400_000);
