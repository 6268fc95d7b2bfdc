import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import RunStateBlock from '../../../web-nuxt/app/components/RunStateBlock.vue';
import { mountInApp } from './support/mount-in-app.ts';
import {
  ada,
  openSession,
  promptId,
  queued,
  runId,
  sessionId,
  started,
} from './support/open-session.ts';

test('a failed run tells its cause, and is tried again once', async () => {
  const failure = { code: 'model_refused', message: 'The key was refused.' } as const;
  const finished = { runId, promptId, outcome: 'failed', failure, durationMs: 1 } as const;
  const { session } = openSession([
    queued('Work'),
    started,
    { type: 'run.finished', data: finished },
  ]);
  const [run] = [...session.view.runs.values()];
  const { wrapper, calls, press, button } = mountInApp(RunStateBlock, { run }, ({ body }) => ({
    sessionId,
    ...(body as { promptId: string }),
  }));
  expect(wrapper.text()).toContain('The key was refused.');
  await press('Retry');
  expect(calls).toMatchObject([
    { method: 'POST', path: `/api/sessions/${sessionId}/prompts`, body: { retryOf: promptId } },
  ]);
  expect(button('Retry').attributes('disabled')).toBe('');
});

test('a run works, until its agent asks, and again when somebody has answered', async () => {
  const questionId = 'que_0000000001';
  const { session, tell } = openSession([queued('Work'), started]);
  const [run] = [...session.view.runs.values()];
  const { wrapper } = mountInApp(RunStateBlock, { run });
  expect(wrapper.text()).toContain('Working…');
  tell([{ type: 'question.asked', data: { questionId, runId, questions: [] } }]);
  await nextTick();
  expect(wrapper.text()).toContain('Waiting for an answer');
  tell([{ type: 'question.answered', data: { questionId, runId, answers: [], by: ada } }]);
  await nextTick();
  expect(wrapper.text()).toContain('Working…');
});
