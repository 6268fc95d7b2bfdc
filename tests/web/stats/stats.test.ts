import { expect, test } from 'vitest';
import { statsDays, StatsQuery } from '../../../contracts/stats.ts';
import { breakdownsOf } from '../../../web-nuxt/app/stats/breakdowns.ts';
import { chartsOf, isEmpty, momentLabel } from '../../../web-nuxt/app/stats/charts.ts';
import { ranges, timeOf, type RangeName } from '../../../web-nuxt/app/stats/ranges.ts';
import { twoDays } from './figures.ts';

test('every range is a time that the API takes, and ends now', () => {
  const now = Date.parse('2026-03-03T12:00:00Z');
  for (const [range, { ms }] of Object.entries(ranges)) {
    const time = timeOf(range as RangeName, now);
    expect(StatsQuery.parse(time)).toEqual(time);
    expect(time.to).toBe('2026-03-03T12:00:00.000Z');
    expect(Date.parse(time.to) - Date.parse(time.from)).toBe(ms);
    expect(ms).toBeLessThanOrEqual(statsDays * 86_400_000);
  }
  expect(timeOf('24h', now).from).toBe('2026-03-02T12:00:00.000Z');
});

test('charts show one value for each moment, and none where nothing was measured', () => {
  const [outcomes, cost, firstToken, branch] = chartsOf(twoDays, 'en-GB');
  expect(outcomes?.moments).toEqual(['1 Mar', '2 Mar']);
  expect(outcomes?.lines.map(({ label, values }) => [label, values])).toEqual([
    ['Completed', [0, 3]],
    ['Failed', [0, 2]],
    ['Stopped', [0, 1]],
  ]);
  expect(cost?.lines[0]?.values.map((usd) => cost.format(usd ?? 0))).toEqual(['$0', '$1.50']);
  expect(firstToken?.lines.map(({ values }) => values)).toEqual([
    [null, 800],
    [null, 2_400],
  ]);
  expect(firstToken && isEmpty(firstToken)).toBe(false);
  expect(branch && isEmpty(branch)).toBe(true);
});

test('days are those of UTC, wherever the reader is', () => {
  expect(momentLabel('2026-03-01T00:00:00Z', 'day', 'en-GB')).toBe('1 Mar');
});

test('rows are measured by the largest, also where there are none or no tokens', () => {
  const [models, repositories, people] = breakdownsOf(twoDays);
  expect(models?.rows.map(({ label, share }) => [label, share])).toEqual([
    ['a/large', 1],
    ['a/small', 1 / 3],
  ]);
  expect(repositories?.rows).toMatchObject([{ key: 'things', sessions: 2, share: 1 }]);
  expect(people?.rows).toEqual([]);
  const idle = { ...twoDays, models: [{ model: 'a/b', runs: 1, costUsd: 0, tokens: 0 }] };
  expect(breakdownsOf(idle)[0]?.rows[0]?.share).toBe(0);
});
