import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash } from './support/agent-turns.ts';
import { cli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { atWork, freezeSandbox } from './support/sandbox-processes.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, ofType, runOf } from './support/session-log.ts';

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
    // Two prompts that are sent at once may come in either order.
    await eventually(api, sessionId, 'run.started');
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
    const said = await cli(service, 'stop', sessionId);
    expect(performance.now() - asked).toBeLessThan(confirmedWithinMs);
    expect(said).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Stopped after /) });
    expect((await runOf(api, sessionId, promptId)).data.outcome).toBe('stopped');

    const finished = await runOf(api, sessionId, next.promptId);
    expect(finished.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
    await historyOf(api, sessionId);
  },
  240_000,
);

test('a sandbox that answers nothing is killed in time, and the waiting prompt goes on', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'README.md': '# Frozen\n' });
  const { api } = service;
  const forever = promptWithScript('Go', [bash('touch /w/here; sleep 600')]);
  const { sessionId, promptId } = await api.call('createSession', {
    body: { repository: repository.directory, prompt: { text: forever } },
  });
  const params = { sessionId };
  await eventually(api, sessionId, 'run.started');
  const text = promptWithScript('Then this', [bash('echo then > then.txt'), { text: 'Done.' }]);
  const next = await api.call('sendPrompt', { params, body: { text } });
  const { data } = await eventually(api, sessionId, 'sandbox.started');
  await freezeSandbox(await atWork(service, data.sandboxId));

  const asked = performance.now();
  await api.call('stopRun', { params });
  const stopped = await runOf(api, sessionId, promptId);
  expect(performance.now() - asked).toBeLessThan(confirmedWithinMs);
  expect(stopped.data.outcome).toBe('stopped');

  const finished = await runOf(api, sessionId, next.promptId);
  expect(finished.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
  const events = await historyOf(api, sessionId);
  expect(ofType(events, 'sandbox.ended').map((event) => event.data.sandboxId)).toEqual([
    data.sandboxId,
  ]);
}, 240_000);
