import { expect, it } from 'vitest';
import { StatsQuery } from '../../contracts/stats.ts';

const issuesOf = (query: Record<string, string>) =>
  (StatsQuery.safeParse(query).error?.issues ?? []).map(({ path }) => path.join('.'));

const [monday, tuesday] = ['2026-06-01T00:00:00Z', '2026-06-02T00:00:00Z'];

it.each([
  [{ from: monday, to: tuesday }, []],
  [{ from: tuesday, to: monday }, ['from']],
  [{ from: monday, to: monday }, ['from']],
  [{ from: '2020-01-01T00:00:00Z', to: monday }, ['from']],
  [{ from: 'x', to: 'y' }, ['from', 'to']],
  [{ from: 'x', to: monday }, ['from']],
  [{ from: monday, to: 'y' }, ['to']],
])('finds in %j one thing wrong with each of %j', (query, fields) => {
  expect(issuesOf(query)).toEqual(fields);
});
