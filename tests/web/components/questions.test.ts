import { expect, test } from 'vitest';
import QuestionForm from '../../../web-nuxt/app/components/QuestionForm.vue';
import { mountInApp } from './support/mount-in-app.ts';
import { openSession, sessionId } from './support/open-session.ts';

const options = [
  { label: 'red', description: 'Like fire' },
  { label: 'blue', description: 'Like water' },
];
const asked = { header: 'Colour', question: 'Which colour?', options, multiple: false };
const path = `/api/sessions/${sessionId}/questions/que_1`;

function ask(questions: object[]) {
  openSession([]);
  return mountInApp(QuestionForm, { question: { questionId: 'que_1', questions } });
}

test('an answer is complete when each question has one', async () => {
  const { wrapper, calls, button } = ask([
    { ...asked, custom: false },
    { ...asked, header: 'Why', question: 'Why?', options: [], custom: true },
  ]);
  await wrapper.findAll('[role=radio]')[1]?.trigger('click');
  expect(button('Answer').attributes('disabled')).toBe('');
  await wrapper.get('[aria-label="Answer: Why"]').setValue(' It is calm ');
  expect(button('Answer').attributes('disabled')).toBeUndefined();
  await wrapper.get('form').trigger('submit');
  expect(calls).toEqual([{ method: 'POST', path, body: { answers: [['blue'], ['It is calm']] } }]);
});

test('several may be chosen where that is asked', async () => {
  const { wrapper, calls } = ask([{ ...asked, multiple: true, custom: true }]);
  for (const box of wrapper.findAll('[role=checkbox]')) await box.trigger('click');
  await wrapper.get('form').trigger('submit');
  expect(calls).toMatchObject([{ body: { answers: [['red', 'blue']] } }]);
});

test('the agent can be let go on without an answer', async () => {
  const { calls, press } = ask([{ ...asked, custom: true }]);
  await press('Go on without');
  expect(calls).toEqual([{ method: 'POST', path, body: { dismiss: true } }]);
});
