import type { Stats } from '../contracts/stats.ts';
import type { Fact } from './facts.ts';

type Figures = Stats['totals'];

/** Counts, sums and times of some facts. */
export class Tally {
  readonly #counts = { sessions: 0, runs: 0, costUsd: 0, tokens: 0 };
  readonly #outcomes = { completed: 0, failed: 0, stopped: 0 };
  #merged = 0;
  readonly #toFirstToken: number[] = [];
  readonly #toBranch: number[] = [];

  add(fact: Fact): void {
    if (fact.kind === 'session') this.#counts.sessions += 1;
    if (fact.kind === 'merge') this.#merged += 1;
    if (fact.kind !== 'run') return;
    this.#counts.runs += 1;
    this.#counts.costUsd += fact.costUsd;
    this.#counts.tokens += fact.tokens;
    this.#outcomes[fact.outcome] += 1;
    if (fact.firstTokenMs !== undefined) this.#toFirstToken.push(fact.firstTokenMs);
    // The run ends when its branch has been delivered.
    if (fact.committed && fact.outcome === 'completed') this.#toBranch.push(fact.durationMs);
  }

  counts(): Pick<Figures, 'sessions' | 'runs' | 'costUsd' | 'tokens'> {
    return { ...this.#counts };
  }

  figures(): Figures {
    return {
      ...this.#counts,
      ...this.#outcomes,
      merged: this.#merged,
      timeToFirstTokenMs: percentiles(this.#toFirstToken),
      timeToBranchMs: percentiles(this.#toBranch),
    };
  }
}

/** By the nearest rank, so that each is a time that was measured. */
function percentiles(times: readonly number[]): { p50: number | null; p95: number | null } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
  return { p50: at(0.5), p95: at(0.95) };
}
