import { expect, it } from 'vitest';
import { isTooLong } from '../../core/prompt-size.ts';

it.each([
  ['100,000 characters', 'a'.repeat(100_000), false],
  ['one more', 'a'.repeat(100_001), true],
  ['66,000 characters of three bytes', '漢'.repeat(66_000), false],
  ['67,000 of them', '漢'.repeat(67_000), true],
  ['control characters, which JSON writes with six bytes', '\u0001'.repeat(40_000), true],
])('%s', (_, text, expected) => {
  expect(isTooLong(text)).toBe(expected);
});
