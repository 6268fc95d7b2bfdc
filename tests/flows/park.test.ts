import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash, said } from './support/agent-turns.ts';
import { promptByCli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, ofType } from './support/session-log.ts';

test('a parked session goes on with its conversation and its workspace', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_IDLE_SECONDS: '1' },
    strict: true,
  });
  await using repository = await GitRepository.create({ '.gitignore': 'build/\n' });
  const { api } = service;
  const first = promptWithScript('Remember the heron', [
    bash('mkdir build; echo built > build/kept; echo one > one.txt'),
    { text: 'I will.' },
  ]);
  const { sessionId, branch } = await api.call('createSession', {
    body: { repository: repository.directory, prompt: { text: first } },
  });
  await eventually(api, sessionId, 'run.finished');
  const { sessionId: later } = await api.call('createSession', {
    body: { repository: repository.directory },
  });
  const parked = await eventually(api, sessionId, 'sandbox.parked');
  const params = { sessionId };
  const listed = (await api.call('listSessions', { query: {} })).items;
  expect(listed.map((session) => session.sessionId)).toEqual([later, sessionId]);
  expect(await api.call('getSession', { params })).toMatchObject({ status: 'parked' });

  // `cat` fails, and with it the count of changed files, when the ignored file is not there.
  const text = promptWithScript('Go on', [bash('cat build/kept > two.txt'), { text: 'Done.' }]);
  expect(await promptByCli(service, sessionId, text)).toMatchObject({ code: 0 });
  const events = await historyOf(api, sessionId);
  const [, finished] = ofType(events, 'run.finished');
  expect(finished?.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
  expect(said(model.requests.at(-1)?.request, 'Remember the heron')).toBe(true);
  expect(await repository.git('show', `${branch}:two.txt`)).toBe('built\n');
  expect(await repository.messages(branch)).toHaveLength(2);

  const [, restored] = ofType(events, 'sandbox.started');
  expect(restored?.data.from).toBe(parked.data.snapshotId);
}, 400_000);
