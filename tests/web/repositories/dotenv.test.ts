import { expect, test } from 'vitest';
import { parseVariables } from '../../../web-nuxt/app/repositories/dotenv.ts';

const variablesOf = (text: string) => {
  const parsed = parseVariables(text);
  return parsed.ok ? parsed.variables : parsed.problem;
};

test('reads a .env file as it is', () => {
  const text = [
    '# A comment',
    '',
    'TOKEN=abc=def ',
    'export NAME = Ada Lovelace',
    'QUOTED="two words"',
    "EMPTY=''",
    'HALF="open',
  ].join('\r\n');
  expect(variablesOf(text)).toEqual({
    TOKEN: 'abc=def',
    NAME: 'Ada Lovelace',
    QUOTED: 'two words',
    EMPTY: '',
    HALF: '"open',
  });
});

test('the last of two lines with one name counts', () => {
  expect(variablesOf('A=1\nA=2')).toEqual({ A: '2' });
});

test.each([
  ['A=1\nsecret-without-name', 'Line 2: this is not NAME=value.'],
  ['MY-KEY=swordfish', 'Line 1: the name must be letters, digits and _.'],
  ['HARVEST_HOME=swordfish', 'Line 1: the name is reserved for Harvest itself.'],
])('says which line is wrong and never what it holds: %s', (text, problem) => {
  expect(variablesOf(text)).toBe(problem);
  expect(problem).not.toMatch(/swordfish|secret/);
});
