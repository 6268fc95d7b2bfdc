import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EventBody } from '../../contracts/events.ts';
import type { QuestionReply } from '../../contracts/questions.ts';
import type { ModelCall, ModelTurn } from './support/scripted-model.ts';
import { startLab, type SandboxLab } from './support/sandbox-lab.ts';

// A turn takes a second of an idle processor, and much longer on a busy one.
vi.setConfig({ testTimeout: 60_000 });

type Asked = Extract<EventBody, { type: 'question.asked' }>['data'];

const questions = [
  {
    header: 'Colour',
    question: 'Which colour?',
    options: [
      { label: 'red', description: 'Like fire' },
      { label: 'blue', description: 'Like water' },
    ],
  },
  {
    header: 'Sizes',
    question: 'Which sizes?',
    options: [{ label: 'small', description: '' }],
    multiple: true,
  },
];

let lab: SandboxLab;

function script({ prompt, step, toolOutputs }: ModelCall): ModelTurn {
  if (!prompt.includes('ASK')) return { text: 'Nothing to ask.' };
  if (step === 0) return { tools: [{ name: 'question', args: { questions } }] };
  return { text: `Heard: ${toolOutputs.at(-1)}` };
}

beforeAll(async () => {
  lab = await startLab({ script });
  await lab.boot();
  await lab.ready();
}, 60_000);

afterAll(() => lab.close());

async function ask() {
  const run = lab.run('ASK me');
  await lab.command('POST', '/runs', run);
  const asked = await lab.control.until(() =>
    lab.control.items
      .flatMap(({ body }): Asked[] =>
        body.kind === 'event' && body.event.type === 'question.asked' ? [body.event.data] : [],
      )
      .find(({ runId }) => runId === run.runId),
  );
  const reply = (given: QuestionReply, by = 'ada') =>
    lab.command('POST', `/runs/${run.runId}/reply`, {
      ...{ questionId: asked.questionId, reply: given, by },
    });
  return { asked, reply, ended: () => lab.turn(run.runId) };
}

const closed = {
  status: 409,
  body: expect.objectContaining({ code: 'question_closed' }) as unknown,
};

test('a question is told once, takes the first reply, and the turn goes on with it', async () => {
  const { asked, reply, ended } = await ask();
  expect(asked.questions).toEqual([
    { ...questions[0], multiple: false, custom: true },
    { ...questions[1], multiple: true, custom: true },
  ]);
  const answers = { answers: [['red'], ['small', 'huge']] };
  const open = () => lab.command('POST', `/runs/${asked.runId}/questions`);
  expect((await open()).body).toEqual({ open: [asked.questionId] });
  expect(await reply({ answers: [['red']] })).toMatchObject({ status: 400 });
  const [first, second] = await Promise.all([
    reply(answers),
    reply({ answers: [['blue'], []] }, 'grace'),
  ]);
  expect(first.status).toBe(202);
  expect(second).toEqual(closed);
  // Its answer may have been lost on the way.
  expect((await reply(answers)).status).toBe(202);
  expect((await open()).body).toEqual({ open: [] });
  const { outcome, summary } = await ended();
  expect(outcome).toBe('completed');
  expect(summary).toMatch(/red[^]*small, huge/);
  expect(summary).not.toContain('blue');
  expect(await reply(answers)).toEqual(closed);
  const told = lab.control.items.filter(
    ({ body }) => body.kind === 'event' && body.event.type === 'question.asked',
  );
  expect(told).toHaveLength(1);
});

test('a dismissed question lets the turn go on without an answer', async () => {
  const { reply, ended } = await ask();
  expect((await reply({ dismiss: true })).status).toBe(202);
  const { outcome, summary } = await ended();
  expect(outcome).toBe('completed');
  expect(summary).toContain('dismissed');
});

test('a stop ends an open question with its run', async () => {
  const { asked, reply, ended } = await ask();
  await lab.command('POST', `/runs/${asked.runId}/abort`);
  expect((await ended()).outcome).toBe('stopped');
  const tools = lab.control.items.flatMap(({ body }) => {
    const event = body.kind === 'event' ? body.event : undefined;
    if (event?.type !== 'part.finished' || event.data.runId !== asked.runId) return [];
    return event.data.part.type === 'tool' ? [event.data.part] : [];
  });
  expect(tools).toMatchObject([
    { tool: 'question', status: 'error', questionId: asked.questionId },
  ]);
  expect(await reply({ dismiss: true })).toEqual(closed);
  const next = lab.run('Go on');
  await lab.command('POST', '/runs', next);
  expect(await lab.turn(next.runId)).toMatchObject({ outcome: 'completed' });
});
