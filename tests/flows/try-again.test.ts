import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType, runOf } from './support/session-log.ts';

test('a prompt whose model failed is tried again with the same words, and the session goes on', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'README.md': '# Failing\n' });
  const { api } = service;
  const { sessionId } = await api.call('createSession', {
    body: { repository: repository.directory },
  });

  const once = { error: { status: 400, message: 'Not now.', times: 1 }, text: 'Now it works.' };
  const text = promptWithScript('Fail once', [once]);
  const params = { sessionId };
  const [{ ref = '' } = {}] = (await api.call('listModels')).items;
  const first = await api.call('sendPrompt', { params, body: { text, model: ref, effort: 'low' } });
  expect((await runOf(api, sessionId, first.promptId)).data.outcome).toBe('failed');
  const body = { retryOf: first.promptId, effort: 'high' } as const;
  const again = await api.call('sendPrompt', { params, body });
  expect((await runOf(api, sessionId, again.promptId)).data.outcome).toBe('completed');
  const asked = ofType(await historyOf(api, sessionId), 'prompt.queued').at(-1)?.data;
  expect(asked).toMatchObject({ promptId: again.promptId, text, model: ref, ...body });

  const fine = promptWithScript('Fine', [{ text: 'All is well.' }]);
  const last = await api.call('sendPrompt', { params, body: { text: fine } });
  expect((await runOf(api, sessionId, last.promptId)).data.outcome).toBe('completed');
  await historyOf(api, sessionId);
}, 400_000);
