import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EventBody } from '../../contracts/events.ts';
import { FakeService, token } from './support/fake-service.ts';
import { runCli } from './support/run-cli.ts';
import { created, person, queued, runId, started } from './support/scripted-session.ts';

// Each test starts programs, which take their time on a machine that is busy.
vi.setConfig({ testTimeout: 60_000 });

const asking = 'ses_aaaa000001';
const silent = 'ses_bbbb000002';
const promptId = 'prm_0000000001';
const question = {
  ...{ header: 'Colour', question: 'Which colour?', options: [] },
  ...{ multiple: false, custom: true },
};
const asked = (questionId: string): EventBody => ({
  type: 'question.asked',
  data: { questionId, runId, questions: [question, { ...question, multiple: true }] },
});
const answered: EventBody = {
  type: 'question.answered',
  data: { questionId: 'que_0000000001', runId, answers: [['red'], []], by: person },
};
const running = [created, queued(promptId), started(promptId)];

let service: FakeService;
beforeAll(async () => {
  service = await FakeService.start();
  service.add(asking, [...running, asked('que_0000000001'), answered, asked('que_0000000002')]);
  service.add(silent, [...running, asked('que_0000000001'), answered]);
});
afterAll(() => service.close());

const cli = (...args: string[]) =>
  runCli(['answer', ...args], { HARVEST_URL: service.url, HARVEST_TOKEN: token }).ended;
const repliesTo = (questionId: string) =>
  service.calls
    .filter(({ name, params }) => name === 'replyToQuestion' && params.questionId === questionId)
    .map(({ body }) => body);

test('answers and dismisses the question that is open', async () => {
  const { code, stdout } = await cli(asking, 'red, like fire', 'small, , large');
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'Answered.\n' });
  expect(await cli(asking, '--dismiss', '--json')).toMatchObject({
    ...{ code: 0, stdout: '{"questionId":"que_0000000002","dismiss":true}\n' },
  });
  expect(repliesTo('que_0000000002')).toEqual([
    { answers: [['red, like fire'], ['small', 'large']] },
    { dismiss: true },
  ]);
  expect(repliesTo('que_0000000001')).toEqual([]);
});

describe.concurrent('harvest answer', () => {
  test('says when nothing is asked', async () => {
    const { code, stderr } = await cli(silent, 'red');
    expect(code).toBe(1);
    expect(stderr).toContain('Nothing is asked');
  });

  test.each([[[asking]], [[asking, 'red']], [[asking, 'red', '--dismiss']]])(
    '%j is wrong usage',
    async (args) => {
      expect(await cli(...args)).toMatchObject({ code: 2 });
    },
  );
});
