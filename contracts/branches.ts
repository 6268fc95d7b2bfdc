import { z } from 'zod';

/** What has become of a session's branch; new commits open it again. */
export const BranchState = z.enum(['open', 'merged', 'discarded']);
export type BranchState = z.infer<typeof BranchState>;

/** `into` is the branch that the session started from. Only `merged` has changed anything. */
export const MergeResult = z.discriminatedUnion('state', [
  z.object({ state: z.literal('merged'), commit: z.string(), into: z.string() }),
  /** It was merged before: `into` is at `commit`, which has all of it. */
  z.object({ state: z.literal('up-to-date'), commit: z.string(), into: z.string() }),
  z.object({ state: z.literal('conflict'), files: z.array(z.string()), into: z.string() }),
]);
export type MergeResult = z.infer<typeof MergeResult>;
