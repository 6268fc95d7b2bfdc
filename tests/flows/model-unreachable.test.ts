import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { cli, promptByCli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, ofType } from './support/session-log.ts';

test('an endpoint that answers nonsense or not at all is told apart from a refusal', async () => {
  await using endpoint = new AsyncDisposableStack();
  const model = endpoint.use(await startScriptedModel());
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'README.md': '# Failing\n' });
  const { api } = service;
  const { sessionId } = await api.call('createSession', {
    body: { repository: repository.directory },
  });

  const nonsense = { page: '<html>Sign in to the network</html>' };
  expect(await promptByCli(service, sessionId, promptWithScript('Nonsense', [nonsense]))).toEqual({
    ...{ code: 1, outcome: 'failed', cause: 'model_unreachable' },
  });
  await endpoint.disposeAsync();
  const away = await cli(service, 'prompt', sessionId, 'Nobody there');
  expect(away).toMatchObject({ code: 1, stdout: expect.stringContaining('nothing listens') });
  const [, last] = ofType(await historyOf(api, sessionId), 'run.finished');
  expect(last?.data.failure?.code).toBe('model_unreachable');
}, 400_000);
