import { expect, test } from 'vitest';
import { choiceOf, type Choice } from '../../../cli/watch/ask.ts';
import { RunInterrupts } from '../../../cli/watch/run-interrupts.ts';

function interruptsWith(ask?: () => Promise<Choice>) {
  const done: string[] = [];
  const note = (word: string) => () => {
    done.push(word);
  };
  const interrupts = new RunInterrupts({
    ask,
    stop: async () => note('stop')(),
    detach: note('detach'),
    leave: note('leave'),
  });
  return { interrupts, done };
}

test('without a terminal the first Ctrl-C stops the run and the second leaves', async () => {
  const { interrupts, done } = interruptsWith();
  await interrupts.interrupt();
  expect(done).toEqual(['stop']);
  await interrupts.interrupt();
  expect(done).toEqual(['stop', 'leave']);
});

test.each([
  ['stop', ['stop']],
  ['detach', ['detach']],
  ['continue', []],
] as const)('at a terminal the answer %s is carried out', async (choice, expected) => {
  const { interrupts, done } = interruptsWith(async () => choice);
  await interrupts.interrupt();
  expect(done).toEqual(expected);
});

test('after going on the next Ctrl-C asks again, after stopping it leaves', async () => {
  const answers: Choice[] = ['continue', 'stop'];
  const { interrupts, done } = interruptsWith(async () => answers.shift() ?? 'continue');
  await interrupts.interrupt();
  await interrupts.interrupt();
  await interrupts.interrupt();
  expect(answers).toEqual([]);
  expect(done).toEqual(['stop', 'leave']);
});

test('a second Ctrl-C at the question stops and leaves, whatever the question ends with', async () => {
  const question = Promise.withResolvers<Choice>();
  const { interrupts, done } = interruptsWith(() => question.promise);
  const first = interrupts.interrupt();
  await interrupts.interrupt();
  question.resolve('detach');
  await first;
  expect(done).toEqual(['stop', 'leave']);
});

test.each([
  ['s', true, 'stop'],
  [' Stop ', true, 'stop'],
  ['d', true, 'detach'],
  ['d', false, 'continue'],
  ['', true, 'continue'],
  ['what?', true, 'continue'],
] as const)('the answer %j with detaching %s means %s', (answer, mayDetach, choice) => {
  expect(choiceOf(answer, mayDetach)).toBe(choice);
});
