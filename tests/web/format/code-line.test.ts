import { expect, test } from 'vitest';
import { codeLine } from '../../../web-nuxt/app/format/code-line.ts';

test('hidden characters are shown by number, and what people type is left alone', () => {
  expect(codeLine('if (admin\u202e) {')).toBe('if (admin⟨U+202E⟩) {');
  expect(codeLine('a\u001b[31mb\u0000')).toBe('a⟨U+001B⟩[31mb⟨U+0000⟩');
  expect(codeLine('\tsmile("😀 ä 漢")')).toBe('\tsmile("😀 ä 漢")');
});

test('very long lines are cut', () => {
  expect(codeLine('x'.repeat(1_000_000))).toHaveLength(5_001);
});
