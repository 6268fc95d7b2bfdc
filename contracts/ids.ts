import { z } from 'zod';

const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{10,32}$`), `must look like ${prefix}_…`);

/** Ids are made by whoever makes the thing (a client may mint a prompt's), so that a repeat is recognised. */
export const SessionId = id('ses');
export const PromptId = id('prm');
export const RunId = id('run');
export const SandboxId = id('sbx');
export const SnapshotId = id('snp');
export const CommentId = id('cmt');
export const AttachmentId = id('att');
/** Made by the agent, which writes upper-case letters, too. */
export const QuestionId = z.string().regex(/^que_[0-9A-Za-z]{6,60}$/, 'must look like que_…');
export const RepositoryId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, 'must be a short lower-case name');

export const Timestamp = z.iso.datetime();

/** Who did something. `email` is what commits are attributed to. */
export const Person = z.object({
  id: z.string().min(1).max(80),
  name: z.string().min(1).max(120),
  email: z.string().max(200).optional(),
});
export type Person = z.infer<typeof Person>;

/** How hard a model should think; each provider maps it to its own setting. */
export const Effort = z.enum(['low', 'medium', 'high']);
export type Effort = z.infer<typeof Effort>;

/** `provider/model`, as listed by `GET /api/models`. */
export const ModelRef = z.string().regex(/^[a-z0-9-]+\/\S{1,120}$/, 'must be provider/model');
