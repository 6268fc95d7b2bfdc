import { expect, it } from 'vitest';
import type { EventBody } from '../../contracts/events.ts';
import { applyEvent, emptyView, type SessionView } from '../../contracts/session-view.ts';

const at = '2026-01-02T03:04:05.000Z';
const ann = { id: 'ann', name: 'Ann' };
const bob = { id: 'bob', name: 'Bob' };
const runId = 'run_0000000001';
const promptId = 'prm_0000000001';
const questionId = 'que_0000000001';
const question = {
  header: 'Colour',
  question: 'Which colour?',
  options: [{ label: 'red', description: 'like fire' }],
  multiple: false,
  custom: true,
};
const started: EventBody = {
  type: 'run.started',
  data: { runId, promptId, model: 'rehearsal/script' },
};
const asked: EventBody = {
  type: 'question.asked',
  data: { questionId, runId, questions: [question] },
};

function viewOf(...bodies: EventBody[]): SessionView {
  const view = emptyView();
  for (const [index, body] of bodies.entries())
    applyEvent(view, { ...body, seq: index + 1, key: `k${index}`, at });
  return view;
}

it('keeps comments with their place in the session and in the diff', () => {
  const file = { path: 'a.ts', side: 'new' as const, line: 3 };
  const view = viewOf(
    { type: 'comment.added', data: { commentId: 'cmt_0000000001', text: 'Hm', author: ann } },
    { type: 'comment.added', data: { commentId: 'cmt_0000000002', text: 'Ah', author: bob, file } },
  );
  expect([...view.comments.values()]).toEqual([
    { commentId: 'cmt_0000000001', text: 'Hm', author: ann, seq: 1, at },
    { commentId: 'cmt_0000000002', text: 'Ah', author: bob, file, seq: 2, at },
  ]);
});

it('knows who takes part', () => {
  const added: EventBody = { type: 'collaborator.added', data: { person: bob, by: ann } };
  const removed: EventBody = { type: 'collaborator.removed', data: { person: bob, by: ann } };
  expect(viewOf(added).collaborators).toEqual([bob]);
  expect(viewOf(added, removed).collaborators).toEqual([]);
  expect(viewOf(added, removed, added).collaborators).toEqual([bob]);
});

it('keeps what was asked and what was answered, and by whom', () => {
  const open = viewOf(started, asked);
  expect(open.questions.get(questionId)).toEqual({
    ...{ questionId, runId, questions: [question], state: 'open', seq: 2, at },
  });
  const answered = viewOf(started, asked, {
    type: 'question.answered',
    data: { questionId, runId, answers: [['red']], by: bob },
  });
  expect(answered.questions.get(questionId)).toMatchObject({
    ...{ state: 'answered', answers: [['red']], by: bob },
  });
  const dismissed = viewOf(started, asked, {
    type: 'question.dismissed',
    data: { questionId, runId, by: bob },
  });
  expect(dismissed.questions.get(questionId)).toMatchObject({ state: 'dismissed', by: bob });
});

it.each<EventBody>([
  {
    type: 'run.finished',
    data: { runId, promptId, outcome: 'stopped', durationMs: 1 },
  },
  { type: 'run.lost', data: { runId, attempt: 1, cause: 'gone' } },
])('closes the open questions of a run on $type', (over) => {
  const other = 'run_0000000002';
  const view = viewOf(
    started,
    asked,
    { type: 'run.started', data: { runId: other, promptId, model: 'rehearsal/script' } },
    {
      type: 'question.asked',
      data: { questionId: 'que_other1', runId: other, questions: [question] },
    },
    { type: 'question.asked', data: { questionId: 'que_first1', runId, questions: [question] } },
    { type: 'question.dismissed', data: { questionId: 'que_first1', runId, by: ann } },
    over,
  );
  const states = [...view.questions.values()].map(({ questionId: id, state }) => [id, state]);
  expect(states).toEqual([
    [questionId, 'closed'],
    ['que_other1', 'open'],
    ['que_first1', 'dismissed'],
  ]);
});
