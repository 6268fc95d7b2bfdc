const hourMs = 3_600_000;

/** The times that statistics are shown for, shortest first. */
export const ranges = [
  { value: '24h', label: '24 hours', ms: 24 * hourMs },
  { value: '7d', label: '7 days', ms: 7 * 24 * hourMs },
  { value: '30d', label: '30 days', ms: 30 * 24 * hourMs },
  { value: '90d', label: '90 days', ms: 90 * 24 * hourMs },
] as const;

export type RangeName = (typeof ranges)[number]['value'];

export const usualRange: RangeName = '7d';

/** The range of this name, or the usual one for a name that is none, as an address may hold. */
export function rangeNamed(name: unknown): (typeof ranges)[number] {
  const named = ranges.find(({ value }) => value === name);
  return named ?? rangeNamed(usualRange);
}

/** The time up to `now` (milliseconds) that a range stands for. */
export function timeOf(range: RangeName, now: number): { from: string; to: string } {
  const from = now - rangeNamed(range).ms;
  return { from: new Date(from).toISOString(), to: new Date(now).toISOString() };
}
