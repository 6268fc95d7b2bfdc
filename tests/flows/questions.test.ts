import { expect, test } from 'vitest';
import { startScriptedModel } from '../fakes/scripted-model.ts';
import { promptWithScript, type TurnInput } from '../fakes/scripted-model-turns.ts';
import { bash, said } from './support/agent-turns.ts';
import { GitRepository } from './support/git-repository.ts';
import { Guest } from './support/guest.ts';
import { Service } from './support/service.ts';
import { eventually, historyOf, ofType, runOf } from './support/session-log.ts';

const question = {
  header: 'Colour',
  question: 'Which colour?',
  options: [{ label: 'red', description: 'Like fire' }],
};
const asking: TurnInput = { calls: [{ name: 'question', args: { questions: [question] } }] };
const grace = { name: 'Grace', email: 'grace@example.com' };

test('a question of the agent is answered by whoever comes first, and the run goes on', async () => {
  await using model = await startScriptedModel();
  await using service = await Service.start({ env: { HARVEST_MODEL_URL: model.url } });
  await using repository = await GitRepository.create({ 'README.md': '# Asked\n' });
  const { api } = service;
  const { guest } = await Guest.invitedBy(api, grace);
  const write = bash('echo red > colour.txt');
  const text = promptWithScript('Paint it', [asking, write, { text: 'Painted.' }]);
  const created = await api.call('createSession', {
    body: { repository: repository.directory, prompt: { text } },
  });
  const { sessionId } = created;
  const params = { sessionId };
  const asked = await eventually(api, sessionId, 'question.asked');
  expect(asked.data.questions).toEqual([{ ...question, multiple: false, custom: true }]);
  const { questionId } = asked.data;
  const openQuestions = async () =>
    (await api.call('getSession', { params: { sessionId } })).openQuestions;
  await expect.poll(openQuestions, { timeout: 10_000 }).toBe(1);

  const path = `sessions/${sessionId}/questions/${questionId}`;
  const answerOfGuest = (body: { answers: string[][] } | { dismiss: true }) =>
    guest.call('replyToQuestion', { path, body });
  expect((await answerOfGuest({ answers: [] })).status).toBe(400);
  expect((await answerOfGuest({ answers: [['red']] })).status).toBe(202);
  const late = api.call('replyToQuestion', {
    params: { sessionId, questionId },
    body: { answers: [['blue']] },
  });
  await expect(late).rejects.toMatchObject({ problem: { code: 'question_closed' } });
  expect(await openQuestions()).toBe(0);

  const finished = await runOf(api, sessionId, created.promptId);
  expect(finished.data).toMatchObject({ outcome: 'completed', changes: { files: 1 } });
  expect(said(model.requests.at(-1)?.request, '"Which colour?"="red"')).toBe(true);
  const answered = ofType(await historyOf(api, sessionId), 'question.answered');
  expect(answered.map(({ data }) => data)).toMatchObject([
    { questionId, answers: [['red']], by: grace },
  ]);

  const second = await api.call('sendPrompt', {
    params,
    body: { text: promptWithScript('Ask in vain', [asking]) },
  });
  const again = await eventually(
    api,
    sessionId,
    'question.asked',
    ({ data }) => data.questionId !== questionId,
  );
  await api.call('stopRun', { params });
  expect((await runOf(api, sessionId, second.promptId)).data.outcome).toBe('stopped');
  expect(await openQuestions()).toBe(0);
  const tooLate = api.call('replyToQuestion', {
    params: { sessionId, questionId: again.data.questionId },
    body: { dismiss: true },
  });
  await expect(tooLate).rejects.toMatchObject({ problem: { code: 'question_closed' } });
  expect(ofType(await historyOf(api, sessionId), 'question.dismissed')).toEqual([]);
}, 300_000);
