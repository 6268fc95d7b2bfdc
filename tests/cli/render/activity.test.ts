import { expect, test } from 'vitest';
import { activity } from '../../../cli/render/activity.ts';
import type { EventBody } from '../../../contracts/events.ts';
import { applyEvent, emptyView } from '../../../contracts/session-view.ts';
import { created, numbered, person, queued, runId, started } from '../support/scripted-session.ts';

const promptId = 'prm_0000000001';
const questionId = 'que_0000000001';
const asked: EventBody = { type: 'question.asked', data: { questionId, runId, questions: [] } };
const dismissed: EventBody = {
  type: 'question.dismissed',
  data: { questionId, runId, by: person },
};

function activityAfter(...bodies: EventBody[]): string {
  const view = emptyView();
  for (const event of numbered([created, queued(promptId), started(promptId), ...bodies]))
    applyEvent(view, event);
  return activity(view, view.runs.get(runId));
}

test('a run that asks waits for its person, until somebody has said something', () => {
  expect(activityAfter()).toBe('thinking');
  expect(activityAfter(asked)).toBe('waiting for your answer');
  expect(activityAfter(asked, dismissed)).toBe('thinking');
  expect(activityAfter(asked, { type: 'run.stopping', data: { runId, by: person } })).toBe(
    'stopping',
  );
});
