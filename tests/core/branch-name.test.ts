import { expect, it } from 'vitest';
import { branchName, slugOf } from '../../core/branch-name.ts';

it.each([
  ['Fix the login page', 'fix-the-login-page'],
  ['  Résumé: über-größe! ', 'resume-uber-gro-e'],
  ['../../etc/passwd', 'etc-passwd'],
  ['refs/heads/main.lock', 'refs-heads-main-lock'],
  ['修复登录', 'session'],
  ['', 'session'],
])('makes a readable slug of %j', (title, slug) => {
  expect(slugOf(title)).toBe(slug);
});

it('shortens a slug without leaving a dash at its end', () => {
  expect(slugOf(`${'a'.repeat(39)} bcd`)).toBe('a'.repeat(39));
  expect(slugOf('word '.repeat(50)).length).toBeLessThanOrEqual(40);
});

it('tells sessions of one title apart', () => {
  const [first, second] = ['ses_01kxabcdef111111', 'ses_01kxabcdef222222'];
  expect(branchName('Same', first)).toBe('harvest/same-cdef111111');
  expect(branchName('Same', second)).not.toBe(branchName('Same', first));
});
