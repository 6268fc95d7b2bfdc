import { z } from 'zod';
import { AttachmentIds } from './attachments.ts';
import { BranchState } from './branches.ts';
import { Changes, Outcome } from './events.ts';
import { Effort, ModelRef, Person, PromptId, RunId, SessionId, Timestamp } from './ids.ts';

/** Characters of a prompt at most. */
export const promptLimit = 100_000;
/** Prompts that may wait in one session. */
export const queueLimit = 50;

export const SessionStatus = z.enum([
  'idle',
  'queued',
  'running',
  /** Its run has given its sandbox back until somebody answers the agent's question. */
  'waiting',
  'stopping',
  'parked',
  'failed',
]);
export type SessionStatus = z.infer<typeof SessionStatus>;

/** What a list shows of a session. Kept by its actor; a moment behind at most. */
export const SessionSummary = z.object({
  sessionId: SessionId,
  title: z.string(),
  status: SessionStatus,
  archived: z.boolean(),
  repository: z.string(),
  /** What the person named: a path, a URL or `sample`. */
  source: z.string(),
  branch: z.string(),
  /** The branch that it started from; null when it was a commit on no branch. */
  baseBranch: z.string().nullable(),
  branchState: BranchState,
  author: Person,
  /** Who takes part, besides the author. */
  collaborators: z.array(Person),
  createdAt: Timestamp,
  /** When something happened last that people want to know of. */
  updatedAt: Timestamp,
  /** The run at work. */
  run: z.object({ runId: RunId, promptId: PromptId, model: z.string() }).nullable(),
  waiting: z.number().int().nonnegative(),
  /** How many questions of the agent nobody has answered yet. */
  openQuestions: z.number().int().nonnegative(),
  sandboxId: z.string().nullable(),
  snapshotId: z.string().nullable(),
  lastOutcome: Outcome.nullable(),
  changes: Changes.nullable(),
  costUsd: z.number().nonnegative(),
  tokens: z.number().int().nonnegative(),
});
export type SessionSummary = z.infer<typeof SessionSummary>;

/** A session as one person sees it. */
export const PersonalSession = SessionSummary.extend({
  /** Something has happened since this person looked. */
  unread: z.boolean(),
});
export type PersonalSession = z.infer<typeof PersonalSession>;

export const PromptMode = z.enum(['queue', 'steer']);

/** What is asked. It ends up in commits and in other programs' hands, which take only real text. */
const PromptText = z
  .string()
  .refine((text) => !text.includes('\0'), 'holds a NUL character; remove it')
  .refine((text) => text.isWellFormed(), 'holds half of a surrogate pair; send valid Unicode');

const promptFields = {
  /** Minted by the client, so that a repeated request is the same prompt. */
  promptId: PromptId.optional(),
  text: PromptText,
  model: ModelRef.optional(),
  effort: Effort.optional(),
  /** Files that were sent before, by `POST attachments`. */
  attachments: AttachmentIds.optional(),
};

export const NewPrompt = z
  .object({
    ...promptFields,
    text: PromptText.optional(),
    mode: PromptMode.default('queue'),
    /** An earlier prompt of the session to ask again; what is left out here is as it was there. */
    retryOf: PromptId.optional(),
  })
  .refine(({ text, retryOf }) => text !== undefined || retryOf !== undefined, {
    path: ['text'],
    message: 'say what to do, or what to retry',
  });
export type NewPrompt = z.infer<typeof NewPrompt>;

export const NewSession = z.object({
  /** Minted by the client, so that a repeated request is the same session. */
  sessionId: SessionId.optional(),
  /** A path on the service's machine, an https clone URL, `sample`, or a registered name. */
  repository: z.string().min(1).max(1_000),
  title: z.string().trim().min(1).max(200).optional(),
  prompt: z.object(promptFields).optional(),
});
export type NewSession = z.infer<typeof NewSession>;

export const SessionCreated = z.object({
  sessionId: SessionId,
  promptId: PromptId.optional(),
  branch: z.string(),
});
export const PromptAccepted = z.object({ sessionId: SessionId, promptId: PromptId });

export const SessionChange = z
  .object({ title: z.string().trim().min(1).max(200), archived: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name what to change');

export const PromptChange = z
  .object({
    text: PromptText,
    /** Index among the waiting prompts, 0 is next. */
    position: z.number().int().nonnegative(),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'name what to change');

export const ListSessions = z.object({
  status: SessionStatus.optional(),
  repository: z.string().optional(),
  author: z.string().optional(),
  /** Who was added to it. */
  collaborator: z.string().optional(),
  archived: z.enum(['true', 'false']).default('false'),
  search: z.string().max(200).optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const EventsQuery = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
  /** The newest events, so many, instead of those after a number. */
  last: z.coerce.number().int().min(1).max(1_000).optional(),
});

export const LiveGrant = z.object({ url: z.string(), expiresAt: Timestamp });

export const ModelSummary = z.object({
  ref: z.string(),
  name: z.string(),
  provider: z.string(),
  rehearsal: z.boolean(),
  default: z.boolean(),
});

export const Health = z.object({
  status: z.enum(['ok']),
  version: z.string(),
  /** True when no model is connected and the built-in script serves. */
  rehearsal: z.boolean(),
});
