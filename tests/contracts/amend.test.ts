import { expect, test } from 'vitest';
import { amend } from '../../contracts/amend.ts';

test('replaces by a changed copy, and takes away what is undefined', () => {
  const before: { a: number; b?: string; c?: string } = { a: 1, b: 'x' };
  const known = new Map([['k', before]]);
  amend(known, 'k', { a: 2, b: undefined, c: 'y' });
  expect(known.get('k')).toStrictEqual({ a: 2, c: 'y' });
  expect(before).toStrictEqual({ a: 1, b: 'x' });
});

test('leaves what is not known alone', () => {
  const known = new Map<string, { a: number }>();
  amend(known, 'k', { a: 2 });
  expect(known.size).toBe(0);
});
