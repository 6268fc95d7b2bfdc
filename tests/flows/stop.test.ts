import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, runOf } from './support/session-log.ts';

const confirmedWithinMs = 15_000;

test.each([
  { what: 'a silent model', turn: { text: 'Let me think', end: 'hang' as const } },
  { what: 'a command that ignores signals', turn: bash("trap '' TERM INT HUP; sleep 600") },
])(
  '$what is stopped in time, and the waiting prompt goes on',
  async ({ turn }) => {
    await using model = await startScriptedModel();
    await using service = await Service.start({
      env: { HARVEST_MODEL_URL: model.url },
    });
    await using repository = await GitRepository.create({ 'README.md': '# Stopped\n' });
    const { api } = service;
    const { sessionId, promptId } = await api.call('createSession', {
      body: { repository: repository.directory, prompt: { text: promptWithScript('Go', [turn]) } },
    });
    const params = { sessionId };
    const text = promptWithScript('Then this', [bash('echo then > then.txt'), { text: 'Done.' }]);
    const next = await api.call('sendPrompt', { params, body: { text } });
    await eventually(
      api,
      sessionId,
      'prompt.queued',
      ({ data }) => data.promptId === next.promptId,
    );
    await model.received(1);

    const asked = performance.now();
    await api.call('stopRun', { params });
    const stopped = await runOf(api, sessionId, promptId);
    expect(performance.now() - asked).toBeLessThan(confirmedWithinMs);
    expect(stopped.data.outcome).toBe('stopped');

    const finished = await runOf(api, sessionId, next.promptId);
    expect(finished.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
    await historyOf(api, sessionId);
  },
  240_000,
);
