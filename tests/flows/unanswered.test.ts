import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript } from '../fakes/scripted-model-turns.ts';
import { bash, said } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, ofType, runOf, until } from './support/session-log.ts';
import { ageActors, ageRows, makeDue, restartWith } from './support/stored-times.ts';

const question = { header: 'Colour', question: 'Which colour?', options: [] };

test('a run that nobody ever answers ends, what is queued goes on, and its session may be retired', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({
    env: {
      ...{ HARVEST_MODEL_URL: model.url, HARVEST_IDLE_SECONDS: '1' },
      ...{ HARVEST_ANSWER_SECONDS: '1', HARVEST_RETENTION_DAYS: '30' },
    },
    strict: true,
  });
  await using repository = await GitRepository.create({ '.gitignore': 'build/\n' });
  const { api } = service;
  const asking = promptWithScript('Paint it', [
    bash('mkdir build; echo kept > build/kept'),
    { calls: [{ name: 'question', args: { questions: [question] } }] },
  ]);
  const { sessionId, promptId, branch } = await api.call('createSession', {
    body: { repository: repository.directory, prompt: { text: asking } },
  });
  const params = { sessionId };
  const { data: asked } = await eventually(api, sessionId, 'question.asked');
  const text = promptWithScript('Go on', [bash('cat build/kept > kept.txt'), { text: 'Done.' }]);
  const queued = await api.call('sendPrompt', { params, body: { text } });
  await eventually(api, sessionId, 'sandbox.parked');

  await restartWith(service, (database) => makeDue(database, 'rewatch'));
  const ended = await runOf(api, sessionId, promptId);
  expect(ended.data).toMatchObject({
    outcome: 'failed',
    failure: { code: 'question_unanswered', message: expect.stringContaining('answered') },
  });
  const { questionId } = asked;
  const late = api.call('replyToQuestion', {
    params: { sessionId, questionId },
    body: { answers: [['red']] },
  });
  await expect(late).rejects.toMatchObject({ problem: { code: 'question_closed' } });
  const next = await runOf(api, sessionId, queued.promptId);
  expect(next.data.outcome).toBe('completed');
  expect(said(model.requests.at(-1)?.request, 'Paint it')).toBe(true);
  expect(await repository.git('show', `${branch}:kept.txt`)).toBe('kept\n');
  const history = await historyOf(api, sessionId);
  expect(ofType(history, 'run.unanswered')).toHaveLength(1);
  expect(ofType(history, 'run.lost')).toEqual([]);

  const isParked = async () => (await api.call('getSession', { params })).status === 'parked';
  await until(async () => ((await isParked()) ? true : undefined));
  await restartWith(service, async (database) => {
    await ageRows(database, [sessionId]);
    await ageActors(database, [sessionId]);
    await makeDue(database, 'retire');
  });
  const isGone = () =>
    api.call('getSession', { params }).then(
      () => undefined,
      () => true,
    );
  await until(isGone);
  expect((await api.call('listSessions', {})).items).toEqual([]);
}, 240_000);
