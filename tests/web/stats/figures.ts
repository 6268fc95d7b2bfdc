import type { Stats } from '../../../contracts/stats.ts';

const figures = {
  sessions: 2,
  runs: 6,
  costUsd: 1.5,
  tokens: 4_000,
  completed: 3,
  failed: 2,
  stopped: 1,
  merged: 1,
  timeToFirstTokenMs: { p50: 800, p95: 2_400 },
  timeToBranchMs: { p50: null, p95: null },
};
const nothing = {
  sessions: 0,
  runs: 0,
  costUsd: 0,
  tokens: 0,
  completed: 0,
  failed: 0,
  stopped: 0,
  merged: 0,
  timeToFirstTokenMs: { p50: null, p95: null },
  timeToBranchMs: { p50: null, p95: null },
};

/** Two days, of which nothing happened on the first. */
export const twoDays: Stats = {
  from: '2026-03-01T00:00:00Z',
  to: '2026-03-03T00:00:00Z',
  bucket: 'day',
  totals: figures,
  series: [
    { at: '2026-03-01T00:00:00Z', ...nothing },
    { at: '2026-03-02T00:00:00Z', ...figures },
  ],
  models: [
    { model: 'a/large', runs: 4, costUsd: 1.4, tokens: 3_000 },
    { model: 'a/small', runs: 2, costUsd: 0.1, tokens: 1_000 },
  ],
  repositories: [{ repository: 'things', sessions: 2, runs: 6, costUsd: 1.5, tokens: 4_000 }],
  people: [],
};
