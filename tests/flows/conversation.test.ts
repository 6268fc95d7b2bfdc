import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash, said } from './support/agent-turns.ts';
import { cli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, ofType, runOf, until } from './support/session-log.ts';

const oddNames = ['with space.txt', `quo"te's.txt`, 'new\nline.txt', 'ünï.txt', '-dash.txt'];

test('prompts wait, change, steer and go on, and the person’s work tree stays as it is', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url },
    strict: true,
  });
  const files = Object.fromEntries(oddNames.map((name) => [name, 'old\n']));
  await using repository = await GitRepository.create(files);
  await repository.write('with space.txt', 'not committed\n');
  const before = await repository.git('status', '--porcelain', '-z', '--branch');
  const { api } = service;

  const first = promptWithScript('Change every file', [
    bash(
      'for f in ./*; do echo new > "$f"; done; touch /w/here; until [ -e /w/go ]; do sleep .1; done',
    ),
    { text: 'All changed.' },
    { text: 'All changed, and steered.' },
  ]);
  const created = await api.call('createSession', {
    body: { repository: repository.directory, prompt: { text: first } },
  });
  const { sessionId, branch, promptId } = created;
  const params = { sessionId };
  const started = await eventually(api, sessionId, 'sandbox.started');
  const sandbox = join(service.home, 'sandboxes', started.data.sandboxId, 'w');
  await until(() =>
    access(join(sandbox, 'here')).then(
      () => true,
      () => undefined,
    ),
  );

  const send = (text: string) => api.call('sendPrompt', { params, body: { text, mode: 'queue' } });
  const second = await send('To be edited');
  const third = await send('Never mind');
  await eventually(api, sessionId, 'prompt.queued', ({ data }) => data.promptId === third.promptId);
  const text = promptWithScript('Add one more', [bash('echo more > more.txt'), { text: 'Added.' }]);
  const edited = await cli(service, 'edit', sessionId, '1', text);
  expect(edited.stdout).toBe('Written anew. It said: To be edited\n');
  const cancelled = await cli(service, 'cancel', sessionId, '2');
  expect(cancelled.stdout).toBe('Cancelled: Never mind\n');
  const steer = ['prompt', sessionId, '--steer', '--detach', 'Be brief about it'];
  // A note on the error output would say that it could not be.
  expect(await cli(service, ...steer)).toMatchObject({ code: 0, stderr: '' });
  await writeFile(join(sandbox, 'go'), '');

  const one = await runOf(api, sessionId, promptId);
  expect(one.data).toMatchObject({ outcome: 'completed', changes: { files: oddNames.length } });
  expect(model.requests.some(({ request }) => said(request, 'Be brief about it'))).toBe(true);
  const two = await runOf(api, sessionId, second.promptId);
  expect(two.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
  expect(said(model.requests.at(-1)?.request, 'Change every file')).toBe(true);

  for (const name of oddNames)
    expect(await repository.git('show', `${branch}:${name}`)).toBe('new\n');
  expect(await repository.messages(branch)).toHaveLength(2);
  expect(await repository.git('status', '--porcelain', '-z', '--branch')).toBe(before);

  const events = await historyOf(api, sessionId);
  expect(ofType(events, 'run.started').map(({ data }) => data.promptId)).toEqual([
    promptId,
    second.promptId,
  ]);
  expect(ofType(events, 'prompt.cancelled').map(({ data }) => data.promptId)).toEqual([
    third.promptId,
  ]);
  expect(ofType(events, 'sandbox.started')).toHaveLength(1);
}, 400_000);
