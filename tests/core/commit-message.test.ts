import { expect, it } from 'vitest';
import { commitMessage } from '../../core/commit-message.ts';

it('has the first line of the prompt as subject and the summary as body', () => {
  expect(commitMessage('\n Fix   the\tlogin \nIt is broken.', ' Done.\n')).toBe(
    'Fix the login\n\nDone.',
  );
});

it('has no body without a summary', () => {
  expect(commitMessage('Fix it', '  ')).toBe('Fix it');
});

it('keeps a subject that fits, and shortens one that does not', () => {
  const fits = 'x'.repeat(72);
  expect(commitMessage(fits, '')).toBe(fits);
  expect(commitMessage(`${fits}y`, '')).toBe(`${'x'.repeat(71)}…`);
});

it('does not cut a character in two', () => {
  const subject = commitMessage('🌾'.repeat(80), '');
  expect(subject.isWellFormed()).toBe(true);
  expect(subject).toBe(`${'🌾'.repeat(71)}…`);
});

it('drops control characters, and what is no character', () => {
  expect(commitMessage('Fix\0 it\u001b[31m\r\nnow', 'Do\0ne:\n\t\ud800.\u0085')).toBe(
    'Fix it[31m\n\nDone:\n\t\ufffd.',
  );
});
