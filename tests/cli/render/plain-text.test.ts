import { expect, test } from 'vitest';
import { oneLine, plainText } from '../../../cli/render/plain-text.ts';

test.each([
  ['a colour', '\u001b[31mred', '␛[31mred'],
  ['a title of the window', '\u001b]0;mine\u0007', '␛]0;mine␇'],
  ['an eight-bit sequence', '\u009b2J', '\\u009b2J'],
  ['an overwritten line', 'safe\rrm', 'saferm'],
  ['a backspace and a delete', 'a\b\u007f', 'a␈␡'],
  ['text that runs the other way', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
])('makes %s harmless', (_, text, shown) => {
  expect(plainText(text)).toBe(shown);
});

test('leaves text, newlines, tabs and every language alone', () => {
  const text = 'größer\n\t日本語 🚀 עברית\n';
  expect(plainText(text)).toBe(text);
});

test('is the same however a stream was cut', () => {
  const text = 'a\u001b[2Jb\r\n\u001b]8;;x\u0007';
  const pieces = Array.from(text, (character) => plainText(character)).join('');
  expect(pieces).toBe(plainText(text));
});

test('makes one line of at most the width', () => {
  expect(oneLine('  one\n two\tthree ')).toBe('one two three');
  expect(oneLine('🚀🚀🚀🚀', 3)).toBe('🚀🚀…');
});
