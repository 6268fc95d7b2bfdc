import { z } from 'zod';
import { Person, Timestamp } from './ids.ts';

/** The longest time that statistics are kept for, in days, and hence can be asked about. */
export const statsDays = 400;
const longestMs = statsDays * 86_400_000;

/** Which time, and what in it counts; a run belongs to the time at which it was started. */
export const StatsQuery = z
  .object({
    /** By default 30 days before `to`. */
    from: Timestamp.optional(),
    /** By default now; not included itself. */
    to: Timestamp.optional(),
    repository: z.string().max(100).optional(),
    /** A person's id. */
    person: z.string().max(80).optional(),
  })
  .refine(
    ({ from, to }) => {
      if (from === undefined || to === undefined) return true;
      const spanMs = Date.parse(to) - Date.parse(from);
      // Not a number where one of them is no time, which has been said by then.
      return Number.isNaN(spanMs) || (spanMs > 0 && spanMs <= longestMs);
    },
    { path: ['from'], message: `must be before "to", by ${statsDays} days at most` },
  );

const count = z.number().int().nonnegative();
/** Milliseconds; null where nothing was measured. */
const Percentiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });

const counts = { sessions: count, runs: count, costUsd: z.number(), tokens: count };

const figures = {
  ...counts,
  completed: count,
  failed: count,
  stopped: count,
  /** Branches that were merged. */
  merged: count,
  /** From a run's start to the first piece of its answer. */
  timeToFirstTokenMs: Percentiles,
  /** From a run's start to its commits on the branch, without the time that people took to answer. */
  timeToBranchMs: Percentiles,
};

export const Stats = z.object({
  from: Timestamp,
  to: Timestamp,
  bucket: z.enum(['hour', 'day']),
  totals: z.object(figures),
  /** One entry per hour or day (UTC), those without any runs included, oldest first. */
  series: z.array(z.object({ at: Timestamp, ...figures })),
  /** Each with the most expensive first, and cut at 50. */
  models: z.array(z.object({ model: z.string(), runs: count, costUsd: z.number(), tokens: count })),
  repositories: z.array(z.object({ repository: z.string(), ...counts })),
  people: z.array(z.object({ person: Person, ...counts })),
});
export type Stats = z.infer<typeof Stats>;
