import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript, type TurnInput } from '../fakes/scripted-model-turns.ts';
import { bash, said } from './support/agent-turns.ts';
import { cli } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Guest } from './support/guest.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, ofType, runOf } from './support/session-log.ts';

const question = { header: 'Colour', question: 'Which colour?', options: [] };
const asking: TurnInput = { calls: [{ name: 'question', args: { questions: [question] } }] };
const grace = { name: 'Grace', email: 'grace@example.com' };

test('a run that nobody answers gives its sandbox back, and goes on when somebody does', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: { HARVEST_MODEL_URL: model.url, HARVEST_IDLE_SECONDS: '1' },
    strict: true,
  });
  await using repository = await GitRepository.create({ '.gitignore': 'build/\n' });
  const { api } = service;
  const { guest } = await Guest.invitedBy(api, grace);
  const paint = promptWithScript('Paint it', [
    bash('mkdir build; echo kept > build/kept'),
    asking,
    bash('cat build/kept > colour.txt'),
    { text: 'Painted.' },
  ]);
  const { sessionId, promptId } = await api.call('createSession', {
    body: { repository: repository.directory, prompt: { text: paint } },
  });
  const params = { sessionId };
  const status = async () => (await api.call('getSession', { params })).status;
  const waits = () => expect.poll(status, { timeout: 120_000 }).toBe('waiting');

  const asked = await eventually(api, sessionId, 'question.asked');
  const { questionId } = asked.data;
  const parked = await eventually(api, sessionId, 'sandbox.parked');
  expect(await api.call('getSession', { params })).toMatchObject({
    ...{ status: 'waiting', openQuestions: 1, sandboxId: null },
  });

  const path = `sessions/${sessionId}/questions/${questionId}`;
  const answer = async (...answers: string[][]) =>
    (await guest.call('replyToQuestion', { path, body: { answers } })).status;
  expect(await answer(['red'], ['blue'])).toBe(400);
  expect(await answer(['red'])).toBe(202);
  expect(await answer(['red'])).toBe(202);
  expect(await answer(['blue'])).toBe(409);
  const finished = await runOf(api, sessionId, promptId);
  expect(finished.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
  expect(said(model.requests.at(-1)?.request, 'Which colour?\nred')).toBe(true);
  const events = await historyOf(api, sessionId);
  expect(ofType(events, 'run.lost')).toEqual([]);
  expect(ofType(events, 'question.answered').map(({ data }) => data)).toMatchObject([
    { questionId, answers: [['red']], by: grace },
  ]);
  const shown = await cli(service, 'show', sessionId);
  expect(shown.stdout).toContain('Which colour? put aside, then answered by Grace: red');
  expect(shown.stdout).not.toContain('failed');
  const at = (event: { at: string } | undefined) => Date.parse(event?.at ?? '');
  const lasted = at(finished) - at(ofType(events, 'run.started')[0]);
  const waited = at(ofType(events, 'question.answered')[0]) - at(parked);
  expect(finished.data.durationMs).toBeLessThanOrEqual(lasted - waited);
  const [, restored] = ofType(events, 'sandbox.started');
  expect(restored?.data.from).toBe(parked.data.snapshotId);

  const inVain = promptWithScript('Ask in vain', [asking]);
  const second = await api.call('sendPrompt', { params, body: { text: inVain } });
  await waits();
  await api.call('stopRun', { params });
  expect((await runOf(api, sessionId, second.promptId)).data.outcome).toBe('stopped');

  const again = promptWithScript('Ask again', [asking, { text: 'Done without.' }]);
  const third = await api.call('sendPrompt', { params, body: { text: again } });
  await waits();
  const never = { text: 'Never mind, take blue', mode: 'steer' as const };
  await api.call('sendPrompt', { params, body: never });
  expect((await runOf(api, sessionId, third.promptId)).data.outcome).toBe('completed');
  expect(said(model.requests.at(-1)?.request, never.text)).toBe(true);
  expect(ofType(await historyOf(api, sessionId), 'question.dismissed')).toHaveLength(1);
}, 400_000);
