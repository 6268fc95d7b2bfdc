import { expect, test } from 'vitest';
import { makeStyle, wantsColour } from '../../../cli/render/style.ts';

test('paints all but the newlines at the end', () => {
  const { red } = makeStyle(true);
  expect(red('a\nb\n')).toBe('\u001b[31ma\nb\u001b[39m\n');
  expect(red('\n')).toBe('\n');
  expect(red('')).toBe('');
});

test('changes nothing without colour', () => {
  expect(makeStyle(false).red('a\n')).toBe('a\n');
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, false, false],
  [{ TERM: 'dumb' }, true, false],
])('with %j on a terminal (%s) colour is %s', (env, isTerminal, expected) => {
  expect(wantsColour(env, isTerminal)).toBe(expected);
});
