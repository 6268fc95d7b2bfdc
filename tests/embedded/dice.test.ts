import { expect, it } from 'vitest';
import { seededDice } from '../../embedded/dice.ts';

const threeOf = (seed: string) => {
  const dice = seededDice(seed);
  return [dice('order'), dice('order'), dice('repeat')];
};

it('falls the same way for the same seed, and otherwise for another', () => {
  expect(threeOf('a')).toEqual(threeOf('a'));
  expect(threeOf('a')).not.toEqual(threeOf('b'));
});

it('falls for one thing whatever else is decided between', () => {
  const [first, second] = threeOf('a');
  const dice = seededDice('a');
  expect(dice('order')).toBe(first);
  for (let n = 0; n < 3; n += 1) dice('something else');
  expect(dice('order')).toBe(second);
});

it('falls everywhere between 0 and 1', () => {
  const dice = seededDice('spread');
  const numbers = Array.from({ length: 1_000 }, () => dice('any'));
  const tenths = new Set(numbers.map((number) => Math.floor(number * 10)));
  expect([...tenths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
