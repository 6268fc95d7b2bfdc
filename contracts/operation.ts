import { z } from 'zod';
import { Failure } from './errors.ts';
import { Timestamp } from './ids.ts';

/** What came of one tiny completion. */
export const ModelTest = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), latencyMs: z.number().nonnegative() }),
  z.object({ ok: z.literal(false), failure: Failure }),
]);
export type ModelTest = z.infer<typeof ModelTest>;

const count = z.number().int().nonnegative();

/** How far the rebuilding of the lists is that was asked for last. */
export const Rebuild = z.object({
  /** `none` when nobody has asked yet; what `failed` can be asked for again. */
  state: z.enum(['none', 'running', 'done', 'failed']),
  startedAt: Timestamp.optional(),
  /** Sessions that were put right, or were right. */
  sessions: count,
  /** Rows that were removed, as their sessions are not there any more. */
  removed: count,
  /** Sessions that could not be put right; the log says why. */
  failed: count,
});
export type Rebuild = z.infer<typeof Rebuild>;

/** A prompt that could not be brought to its session, without its text. */
export const DeadPrompt = z.object({
  id: z.string(),
  sessionId: z.string(),
  promptId: z.string(),
  reason: z.string(),
  description: z.string(),
  deliveryCount: z.number().int().nonnegative(),
  sentAt: Timestamp,
  deadAt: Timestamp,
});

export const Redelivery = z.object({ ids: z.array(z.string().max(200)).min(1).max(200) });
