import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript, type TurnInput } from '../fakes/scripted-model-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, runOf } from './support/session-log.ts';

test('an endpoint that answers nonsense or not at all is told apart from a refusal', async () => {
  await using endpoint = new AsyncDisposableStack();
  const model = endpoint.use(await startScriptedModel());
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'README.md': '# Failing\n' });
  const { api } = service;
  const { sessionId } = await api.call('createSession', {
    body: { repository: repository.directory },
  });

  async function failureOf(text: string) {
    const params = { sessionId };
    const { promptId } = await api.call('sendPrompt', { params, body: { text } });
    const { data } = await runOf(api, sessionId, promptId);
    return { outcome: data.outcome, code: data.failure?.code };
  }
  const failureWith = (name: string, turn: TurnInput) => failureOf(promptWithScript(name, [turn]));

  const nonsense = { page: '<html>Sign in to the network</html>' };
  expect(await failureWith('Nonsense', nonsense)).toEqual({
    outcome: 'failed',
    code: 'model_unreachable',
  });
  await endpoint.disposeAsync();
  expect(await failureOf('Nobody there')).toEqual({ outcome: 'failed', code: 'model_unreachable' });
  await historyOf(api, sessionId);
}, 400_000);
