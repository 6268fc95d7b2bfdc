import type { Stats } from '../../../contracts/stats.ts';
import { count, duration, money } from '../format/quantities.ts';

type Bucket = Stats['series'][number];
export type Tone = 'success' | 'error' | 'neutral' | 'primary' | 'secondary';
export type Line = { label: string; tone: Tone; values: (number | null)[] };

/** One chart: its lines or stacks over the same moments, and how its values read. */
export type Chart = {
  title: string;
  kind: 'stack' | 'line';
  moments: string[];
  lines: Line[];
  /** Whether there is nothing between 1 and 2. */
  whole: boolean;
  format(value: number): string;
};

/** What is drawn of statistics; moments are written in the reader's own time. */
export function chartsOf(stats: Stats, locale?: string): Chart[] {
  const { series, bucket } = stats;
  const moments = series.map(({ at }) => momentLabel(at, bucket, locale));
  const line = (label: string, tone: Tone, value: (of: Bucket) => number | null): Line => ({
    label,
    tone,
    values: series.map(value),
  });
  const waits = (of: 'timeToFirstTokenMs' | 'timeToBranchMs'): Line[] => [
    line('Half within', 'primary', (at) => at[of].p50),
    line('95 % within', 'secondary', (at) => at[of].p95),
  ];
  return [
    {
      title: 'Runs by outcome',
      kind: 'stack',
      moments,
      lines: [
        line('Completed', 'success', ({ completed }) => completed),
        line('Failed', 'error', ({ failed }) => failed),
        line('Stopped', 'neutral', ({ stopped }) => stopped),
      ],
      whole: true,
      format: count,
    },
    {
      title: 'Cost',
      kind: 'stack',
      moments,
      lines: [line('Cost', 'primary', ({ costUsd }) => costUsd)],
      whole: false,
      format: money,
    },
    {
      title: 'Time to first token',
      kind: 'line',
      moments,
      lines: waits('timeToFirstTokenMs'),
      whole: false,
      format: duration,
    },
    {
      title: 'Time to branch',
      kind: 'line',
      moments,
      lines: waits('timeToBranchMs'),
      whole: false,
      format: duration,
    },
  ];
}

/** "14:00" for an hour, "12 Nov" for a day; days are those of UTC, as they are counted. */
export function momentLabel(at: string, bucket: Stats['bucket'], locale?: string): string {
  return bucket === 'hour'
    ? new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
    : new Date(at).toLocaleDateString(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
}

/** Whether a chart has anything to show. */
export function isEmpty({ lines }: Chart): boolean {
  return lines.every(({ values }) => values.every((value) => value === null || value === 0));
}
