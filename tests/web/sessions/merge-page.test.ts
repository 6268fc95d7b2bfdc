import { expect, test } from 'vitest';
import { withMore, withNewest } from '../../../web-nuxt/app/sessions/merge-page.ts';

const idOf = (id: string): string => id;
const page = (ids: string, next?: string) => ({ items: [...ids], next });

test('a next page is appended, without what has moved up since', () => {
  expect(withMore([...'dcb'], page('ba', 'more'), idOf)).toEqual(page('dcba', 'more'));
});

test('the newest are read again without losing what was read after them', () => {
  const known = page('fedcba', 'end');
  expect(withNewest(known, page('fed', 'd'), idOf)).toEqual(page('fedcba', 'end'));
  // A new session, and an old one about which there is news.
  expect(withNewest(known, page('gbf', 'f'), idOf)).toEqual(page('gbfedca', 'end'));
});

test('what has left the list is gone when the newest are read again', () => {
  expect(withNewest(page('fedcba', 'end'), page('fdc', 'c'), idOf)).toEqual(page('fdcba', 'end'));
  expect(withNewest(page('cba'), page('ca'), idOf)).toEqual(page('ca'));
  expect(withNewest(page('cba'), page(''), idOf)).toEqual(page(''));
});

test('when all of the newest are new, the list begins with them', () => {
  expect(withNewest(page('cba', 'a'), page('zyx', 'x'), idOf)).toEqual(page('zyx', 'x'));
});
