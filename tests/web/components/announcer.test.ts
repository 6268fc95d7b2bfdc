import { expect, test } from 'vitest';
import { nextTick } from 'vue';
import ConversationAnnouncer from '../../../web-nuxt/app/components/ConversationAnnouncer.vue';
import { mountInApp } from './support/mount-in-app.ts';
import { ada, openSession, promptId, queued, runId, started } from './support/open-session.ts';

test('a screen reader hears that a run begins, asks, goes on and ends', async () => {
  const questionId = 'que_0000000001';
  const { tell } = openSession([]);
  const { wrapper } = mountInApp(ConversationAnnouncer);
  const heard = async (...events: Parameters<typeof tell>[0]): Promise<string> => {
    tell(events);
    await nextTick();
    return wrapper.get('[aria-live=polite]').text();
  };
  expect(await heard(queued('Work'), started)).toBe('A run began.');
  expect(await heard({ type: 'question.asked', data: { questionId, runId, questions: [] } })).toBe(
    'The agent asks something, and waits for an answer.',
  );
  const answered = { questionId, runId, answers: [], by: ada };
  expect(await heard({ type: 'question.answered', data: answered })).toBe('The run goes on.');
  const finished = { runId, promptId, outcome: 'failed', durationMs: 1 } as const;
  expect(await heard({ type: 'run.finished', data: finished })).toBe('The run ended: failed.');
});
