import { expect, test } from 'vitest';
import { activity } from '../../../cli/render/activity.ts';
import type { EventBody, Phase } from '../../../contracts/events.ts';
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

test('nobody thinks before a sandbox has its agent', () => {
  const sandboxId = 'sbx_0000000001';
  const phase = (name: Phase): [EventBody, EventBody] => [
    { type: 'phase.started', data: { sandboxId, phase: name } },
    { type: 'phase.finished', data: { sandboxId, phase: name, durationMs: 100 } },
  ];
  const [boots, booted] = phase('boot');
  const begun: EventBody[] = [
    { type: 'sandbox.started', data: { sandboxId } },
    ...phase('acquire'),
  ];
  expect(activityAfter(...begun)).toBe('starting the sandbox');
  expect(activityAfter(...begun, boots, booted)).toBe('starting the sandbox');
  expect(activityAfter(...begun, boots, booted, ...phase('agent'))).toBe('thinking');
});
