import { z } from 'zod';
import { CommentId } from './ids.ts';

/** A line of a diff: of the file as it was before the session, or as it is now. */
export const CommentPlace = z.object({
  path: z.string().min(1).max(1_000),
  side: z.enum(['old', 'new']),
  line: z.number().int().positive(),
});
export type CommentPlace = z.infer<typeof CommentPlace>;

export const NewComment = z.object({
  /** Minted by the client, so that a repeated request is the same comment. */
  commentId: CommentId.optional(),
  text: z.string().trim().min(1).max(10_000),
  file: CommentPlace.optional(),
});

export const CommentAdded = z.object({ commentId: CommentId });
