import { expect, test } from 'vitest';
import PromptQueue from '../../../web-nuxt/app/components/PromptQueue.vue';
import { mountInApp } from './support/mount-in-app.ts';
import { openSession, queued, sessionId, started } from './support/open-session.ts';

const second = 'prm_0000000002';
const third = 'prm_0000000003';
const prompts = `/api/sessions/${sessionId}/prompts`;
const waiting = () =>
  openSession([queued('Work'), started, queued('Next', second), queued('Last', third)]);

test('a waiting prompt is edited by Enter, and left as it was by Escape', async () => {
  waiting();
  const { wrapper, calls, press, write } = mountInApp(PromptQueue);
  await press('Edit');
  const field = await write('Waiting prompt', 'Next, but better');
  await field.trigger('keydown', { key: 'Escape' });
  expect(wrapper.text()).toContain('Next');
  expect(calls).toEqual([]);

  await press('Edit');
  const again = await write('Waiting prompt', 'Next, but better');
  await again.trigger('keydown', { key: 'Enter', isComposing: true });
  expect(calls).toEqual([]);
  await again.trigger('keydown', { key: 'Enter' });
  expect(calls).toEqual([
    { method: 'PATCH', path: `${prompts}/${second}`, body: { text: 'Next, but better' } },
  ]);
});

test('prompts move up and down within the queue, and no further', async () => {
  waiting();
  const { wrapper, calls } = mountInApp(PromptQueue);
  const buttons = (name: string) => wrapper.findAll(`button[aria-label="${name}"]`);
  expect(buttons('Move up').map((each) => each.attributes('disabled'))).toEqual(['', undefined]);
  expect(buttons('Move down').map((each) => each.attributes('disabled'))).toEqual([undefined, '']);
  await buttons('Move up')[1]?.trigger('click');
  await buttons('Move down')[0]?.trigger('click');
  expect(calls).toEqual([
    { method: 'PATCH', path: `${prompts}/${third}`, body: { position: 0 } },
    { method: 'PATCH', path: `${prompts}/${second}`, body: { position: 1 } },
  ]);
});

test('a prompt that was cancelled is gone when the event says so', async () => {
  const { tell } = waiting();
  const { wrapper, calls, press } = mountInApp(PromptQueue);
  await press('Cancel');
  expect(calls).toMatchObject([{ method: 'DELETE', path: `${prompts}/${second}` }]);
  tell([{ type: 'prompt.cancelled', data: { promptId: second, by: { id: 'ada', name: 'Ada' } } }]);
  await wrapper.vm.$nextTick();
  expect(wrapper.findAll('li')).toHaveLength(1);
});
