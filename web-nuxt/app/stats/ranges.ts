const dayMs = 86_400_000;

/** The times that statistics are shown for, shortest first. */
export const ranges = {
  '24h': { label: '24 hours', ms: dayMs },
  '7d': { label: '7 days', ms: 7 * dayMs },
  '30d': { label: '30 days', ms: 30 * dayMs },
  '90d': { label: '90 days', ms: 90 * dayMs },
} as const;

export type RangeName = keyof typeof ranges;

/** The time up to `now` (milliseconds) that a range stands for. */
export function timeOf(range: RangeName, now: number): { from: string; to: string } {
  const from = now - ranges[range].ms;
  return { from: new Date(from).toISOString(), to: new Date(now).toISOString() };
}
