import { expect, test } from 'vitest';
import { Stats } from '../../contracts/stats.ts';
import type { Fact } from '../../core/facts.ts';
import { Statistics } from '../../core/statistics.ts';

const ann = { id: 'ann', name: 'Ann' };
const bob = { id: 'bob', name: 'Bob' };
const times = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-11T00:00:00.000Z' };

const common = (at: string, person = ann, repository = 'shop') => ({
  ...{ at, person, repository },
  sessionId: 'ses_0000000001',
});
type Run = Extract<Fact, { kind: 'run' }>;
const run = (at: string, over: Partial<Run> = {}): Run => ({
  kind: 'run',
  ...common(at),
  ...{ model: 'a/b', outcome: 'completed', durationMs: 1_000, committed: true },
  ...{ costUsd: 0.5, tokens: 100 },
  ...over,
});

function statsOf(facts: Fact[], wanted = {}): Stats {
  const statistics = new Statistics({ ...times, ...wanted });
  for (const fact of facts) statistics.add(fact);
  return Stats.parse(statistics.result());
}

test('counts what happened, in all and day by day', () => {
  const stats = statsOf([
    { kind: 'session', ...common('2026-03-02T10:00:00.000Z') },
    run('2026-03-02T10:05:00.000Z'),
    run('2026-03-02T23:59:59.999Z', { outcome: 'failed', committed: false }),
    run('2026-03-03T00:00:00.000Z', { outcome: 'stopped', committed: false }),
    { kind: 'merge', ...common('2026-03-04T00:00:00.000Z') },
  ]);
  expect(stats.bucket).toBe('day');
  expect(stats.totals).toMatchObject({
    ...{ sessions: 1, runs: 3, completed: 1, failed: 1, stopped: 1, merged: 1 },
    ...{ costUsd: 1.5, tokens: 300 },
  });
  expect(stats.series).toHaveLength(10);
  const days = stats.series.map(({ at, runs, merged }) => [at.slice(8, 10), runs, merged]);
  expect(days.slice(0, 4)).toEqual([
    ['01', 0, 0],
    ['02', 2, 0],
    ['03', 1, 0],
    ['04', 0, 1],
  ]);
});

test('shows a short time by the hour, from the beginning of the first one', () => {
  const short = { from: '2026-03-01T10:30:00.000Z', to: '2026-03-01T12:30:00.000Z' };
  const stats = statsOf([run('2026-03-01T10:59:00.000Z')], short);
  expect(stats.bucket).toBe('hour');
  expect(stats.series.map(({ at, runs }) => [at, runs])).toEqual([
    ['2026-03-01T10:00:00.000Z', 1],
    ['2026-03-01T11:00:00.000Z', 0],
    ['2026-03-01T12:00:00.000Z', 0],
  ]);
});

test('gives times that were measured, and null where none was', () => {
  const at = '2026-03-02T00:00:00.000Z';
  const facts = Array.from({ length: 20 }, (_, n) =>
    run(at, { firstTokenMs: (n + 1) * 10, durationMs: n + 1, committed: n < 10 }),
  );
  const { totals, series } = statsOf(facts);
  expect(totals.timeToFirstTokenMs).toEqual({ p50: 100, p95: 190 });
  // Only runs that left commits have brought a branch.
  expect(totals.timeToBranchMs).toEqual({ p50: 5, p95: 10 });
  expect(series[0]?.timeToFirstTokenMs).toEqual({ p50: null, p95: null });
});

test('tells models, repositories and people apart, the most expensive first', () => {
  const at = '2026-03-02T00:00:00.000Z';
  const stats = statsOf([
    run(at, { costUsd: 1 }),
    run(at, { ...common(at, bob, 'blog'), model: 'c/d', costUsd: 3 }),
    { kind: 'session', ...common(at, bob, 'blog') },
  ]);
  expect(stats.models.map(({ model }) => model)).toEqual(['c/d', 'a/b']);
  expect(stats.repositories).toMatchObject([{ repository: 'blog', sessions: 1, costUsd: 3 }, {}]);
  expect(stats.people).toMatchObject([
    { person: bob, runs: 1 },
    { person: ann, runs: 1 },
  ]);
});

test('counts only the wanted repository and person', () => {
  const at = '2026-03-02T00:00:00.000Z';
  const facts = [run(at), run(at, common(at, bob)), run(at, common(at, ann, 'blog'))];
  expect(statsOf(facts, { repository: 'shop' }).totals.runs).toBe(2);
  expect(statsOf(facts, { person: 'ann' }).totals.runs).toBe(2);
  expect(statsOf(facts, { person: 'bob', repository: 'blog' }).totals.runs).toBe(0);
});
