import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { atWork, killSandbox } from './support/sandbox-processes.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, ofType, runOf } from './support/session-log.ts';

test('a run whose sandbox is killed is tried again and leaves one commit', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_LOST_SECONDS: '4' },
    strict: true,
  });
  await using repository = await GitRepository.create({ 'README.md': '# Lost\n' });
  const { api } = service;
  const once = 'echo done > done.txt; [ -e /w/here ] || { touch /w/here; sleep 600; }';
  const turns = [bash(once), bash(once), { text: 'Done.' }, { text: 'Done.' }];
  const { sessionId, promptId, branch } = await api.call('createSession', {
    body: {
      repository: repository.directory,
      prompt: { text: promptWithScript('Survive', turns) },
    },
  });
  const { data } = await eventually(api, sessionId, 'sandbox.started');
  const sandbox = await atWork(service, data.sandboxId);
  await killSandbox(sandbox);

  const finished = await runOf(api, sessionId, promptId);
  expect(finished.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
  expect(await repository.messages(branch)).toHaveLength(1);
  const events = await historyOf(api, sessionId);
  expect(ofType(events, 'run.lost')).toHaveLength(1);
  expect(ofType(events, 'sandbox.started')).toHaveLength(2);
}, 400_000);

test('a run whose sandbox is lost with all that was in it is told again what was steered in', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_LOST_SECONDS: '4' },
    strict: true,
  });
  await using repository = await GitRepository.create({ 'README.md': '# Lost\n' });
  const { api } = service;
  const wait = bash('touch /w/here; until [ -e /w/go ]; do sleep .1; done; echo done > done.txt');
  const turns = [wait, { text: 'Done.' }];
  const { sessionId, promptId } = await api.call('createSession', {
    body: {
      repository: repository.directory,
      prompt: { text: promptWithScript('Survive', turns) },
    },
  });
  const first = await eventually(api, sessionId, 'sandbox.started');
  const sandbox = await atWork(service, first.data.sandboxId);
  const params = { sessionId };
  for (const text of ['Mind the heron', 'Mind the stork']) {
    const steer = await api.call('sendPrompt', { params, body: { text, mode: 'steer' } });
    const isOurs = ({ data }: { data: { promptId: string } }) => data.promptId === steer.promptId;
    await eventually(api, sessionId, 'prompt.steered', isOurs);
  }
  await killSandbox(sandbox);
  await rm(sandbox, { recursive: true });

  const second = await eventually(
    api,
    sessionId,
    'sandbox.started',
    ({ data }) => data.sandboxId !== first.data.sandboxId,
  );
  await writeFile(join(await atWork(service, second.data.sandboxId), 'w/go'), '');
  const finished = await runOf(api, sessionId, promptId);
  expect(finished.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
  const last = JSON.stringify(model.requests.at(-1)?.request.messages);
  expect(last.split(/Mind the heron.*Mind the stork/)).toHaveLength(2);
}, 400_000);
