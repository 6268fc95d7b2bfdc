export type Spread = { min: number; p50: number; p95: number; p99: number };
export type SpreadKey = keyof Spread;

export type Target =
  | { of: SpreadKey | 'value'; atMost: number }
  | { of: SpreadKey | 'value'; atLeast: number };

type Common = {
  name: string;
  unit: 'ms' | '/s' | 'MB' | 'KB' | 'RU' | 'count';
  targets: readonly Target[];
  /** What limits it, or how it was measured, where the name does not say. */
  note?: string;
};

/** One line of the report: the spread of many samples, or a single value. */
export type Figure = Common &
  ({ kind: 'spread'; samples: number; spread: Spread } | { kind: 'value'; value: number });

type Extras = { targets?: readonly Target[]; note?: string };

/** Milliseconds of many repetitions. Throws when there are none: that is no measurement. */
export function durations(name: string, samples: readonly number[], extras: Extras = {}): Figure {
  const { targets = [], ...rest } = extras;
  const spread = spreadOf(samples);
  return { kind: 'spread', name, unit: 'ms', samples: samples.length, spread, targets, ...rest };
}

export function single(
  name: string,
  unit: Figure['unit'],
  value: number,
  extras: Extras = {},
): Figure {
  const { targets = [], ...rest } = extras;
  return { kind: 'value', name, unit, value, targets, ...rest };
}

/** Minimum and percentiles by the nearest-rank method, so that each is a real sample. */
export function spreadOf(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new Error('There is nothing to summarise: no sample came in.');
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  return { min: rank(0), p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) };
}

export function isMet(figure: Figure, target: Target): boolean {
  const measured = measuredOf(figure, target);
  return 'atMost' in target ? measured <= target.atMost : measured >= target.atLeast;
}

function measuredOf(figure: Figure, { of }: Target): number {
  if (figure.kind === 'value') return figure.value;
  if (of === 'value') throw new Error(`${figure.name} has no single value to compare.`);
  return figure.spread[of];
}
