import { flushPromises } from '@vue/test-utils';
import { expect, test } from 'vitest';
import SessionPrompt from '../../../web-nuxt/app/components/SessionPrompt.vue';
import { mountInApp, type Answering } from './support/mount-in-app.ts';
import { ada, openSession, queued, sessionId, started } from './support/open-session.ts';

const accepts: Answering = ({ body }) => ({ sessionId, ...(body as object) });
const prompts = `/api/sessions/${sessionId}/prompts`;

test('Enter sends what is written, once, and empties the field', async () => {
  openSession([]);
  const { calls, write } = mountInApp(SessionPrompt, {}, accepts);
  const field = await write('Prompt', '  ');
  await field.trigger('keydown', { key: 'Enter' });
  expect(calls).toEqual([]);
  await field.setValue('Do it');
  await field.trigger('keydown', { key: 'Enter' });
  await flushPromises();
  expect(calls).toMatchObject([
    { method: 'POST', path: prompts, body: { text: 'Do it', mode: 'queue' } },
  ]);
  expect((field.element as HTMLTextAreaElement).value).toBe('');
});

test('what was not taken stands in the field again, and the reason is told', async () => {
  const { session } = openSession([]);
  const { wrapper, press, write } = mountInApp(SessionPrompt, {}, () => 503);
  const field = await write('Prompt', 'Do it');
  await press('Send');
  expect((field.element as HTMLTextAreaElement).value).toBe('Do it');
  expect(session.sent).toEqual([]);
  expect(wrapper.element.ownerDocument.body.textContent).toContain('Harvest cannot be reached');
});

test('what is written is still there when its person comes back, and for the same people', async () => {
  openSession([]);
  const before = mountInApp(SessionPrompt);
  await before.wrapper.findComponent({ name: 'SteerSwitch' }).setValue('comment');
  await before.write('Prompt', 'Half a thought');
  const { wrapper } = mountInApp(SessionPrompt);
  expect(wrapper.get<HTMLTextAreaElement>('textarea').element.value).toBe('Half a thought');
  expect(wrapper.findComponent({ name: 'SteerSwitch' }).props('modelValue')).toBe('comment');
});

test('a prompt that was to steer a run waits for its turn when the run has ended meanwhile', async () => {
  openSession([queued('Work'), started]);
  const before = mountInApp(SessionPrompt);
  await before.wrapper.findComponent({ name: 'SteerSwitch' }).setValue('steer');
  openSession([]);
  const { wrapper } = mountInApp(SessionPrompt);
  await flushPromises();
  expect(wrapper.findComponent({ name: 'SteerSwitch' }).props('modelValue')).toBe('queue');
});

test('a running turn can be steered, and a run that ends takes the choice back', async () => {
  const { session, tell } = openSession([queued('Work'), started]);
  const { wrapper, calls, press, write } = mountInApp(SessionPrompt, {}, accepts);
  const choice = wrapper.findComponent({ name: 'SteerSwitch' });
  await choice.setValue('steer');
  await write('Prompt', 'Be brief');
  await press('Send');
  expect(calls).toMatchObject([{ path: prompts, body: { text: 'Be brief', mode: 'steer' } }]);
  const { runId, promptId } = session.run ?? {};
  if (!runId || !promptId) throw new Error('No run is at work.');
  const finished = { runId, promptId, outcome: 'completed', durationMs: 1 } as const;
  tell([{ type: 'run.finished', data: finished }]);
  await flushPromises();
  expect(choice.props('modelValue')).toBe('queue');
});

test('a comment goes to the people, not to the agent', async () => {
  openSession([]);
  const { wrapper, calls, press, write } = mountInApp(SessionPrompt, {}, accepts);
  await wrapper.findComponent({ name: 'SteerSwitch' }).setValue('comment');
  await write('Prompt', 'Well done');
  await press('Send');
  expect(calls).toMatchObject([
    { path: `/api/sessions/${sessionId}/comments`, body: { text: 'Well done' } },
  ]);
});

test('files are sent at once, and named by the prompt', async () => {
  openSession([]);
  const attachmentId = 'att_0000000001';
  const attachment = { attachmentId, name: 'a.txt', mediaType: 'text/plain', size: 2 };
  const { wrapper, calls, press, write } = mountInApp(SessionPrompt, {}, (call) =>
    call.path.startsWith('/api/attachments') ? attachment : accepts(call),
  );
  const picker = wrapper.get<HTMLInputElement>('input[type=file]');
  const file = new File(['hi'], 'a.txt', { type: 'text/plain' });
  Object.defineProperty(picker.element, 'files', { value: [file] });
  await picker.trigger('change');
  await flushPromises();
  await write('Prompt', 'Read it');
  await press('Send');
  expect(calls[0]).toMatchObject({ method: 'POST', body: file });
  expect(calls[1]).toMatchObject({ path: prompts, body: { attachments: [attachmentId] } });
  expect(wrapper.text()).not.toContain('a.txt');
});

test('an archived session takes no prompt', () => {
  openSession([{ type: 'session.archived', data: { archived: true, by: ada } }]);
  const { wrapper } = mountInApp(SessionPrompt);
  expect(wrapper.find('textarea').exists()).toBe(false);
  expect(wrapper.text()).toContain('archived');
});
