import { z } from 'zod';
import { CommentPlace } from './comments.ts';
import { Attachments } from './attachments.ts';
import { Failure } from './errors.ts';
import {
  CommentId,
  Effort,
  ModelRef,
  Person,
  PromptId,
  QuestionId,
  RunId,
  SandboxId,
  SnapshotId,
  Timestamp,
} from './ids.ts';
import { Part } from './parts.ts';
import { Answers, Question } from './questions.ts';

/** The steps a sandbox goes through before the agent works; `start`, its hook, beside the agent. */
export const Phase = z.enum(['acquire', 'boot', 'clone', 'setup', 'sync', 'agent', 'start']);
export type Phase = z.infer<typeof Phase>;

/** Tokens and money of model calls; `costUsd` is 0 where no price is known. */
export const Usage = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  reasoningTokens: z.number().int().nonnegative(),
  cacheReadTokens: z.number().int().nonnegative(),
  cacheWriteTokens: z.number().int().nonnegative(),
  costUsd: z.number().nonnegative(),
});
export type Usage = z.infer<typeof Usage>;

/** What a run left on the session's branch; `commit` is null when nothing changed. */
export const Changes = z.object({
  branch: z.string(),
  commit: z.string().nullable(),
  files: z.number().int().nonnegative(),
  additions: z.number().int().nonnegative(),
  deletions: z.number().int().nonnegative(),
});
export type Changes = z.infer<typeof Changes>;

export const Outcome = z.enum(['completed', 'failed', 'stopped']);
export type Outcome = z.infer<typeof Outcome>;

const data = {
  'session.created': z.object({
    title: z.string(),
    repository: z.string(),
    branch: z.string(),
    author: Person,
    /** The short name of the repository, where histories are young enough to say it. */
    repositoryId: z.string().optional(),
    /** The branch that it starts from; null when that is a commit on no branch. */
    baseBranch: z.string().nullable().optional(),
  }),
  'session.renamed': z.object({ title: z.string(), by: Person }),
  'session.archived': z.object({ archived: z.boolean(), by: Person }),
  'prompt.queued': z.object({
    promptId: PromptId,
    text: z.string(),
    author: Person,
    model: ModelRef.optional(),
    effort: Effort.optional(),
    attachments: Attachments.optional(),
    /** How many prompts are before it; 0 when it starts at once. */
    position: z.number().int().nonnegative(),
    /** The prompt that is asked once more. */
    retryOf: PromptId.optional(),
  }),
  'prompt.edited': z.object({ promptId: PromptId, text: z.string(), by: Person }),
  'prompt.reordered': z.object({ promptIds: z.array(PromptId), by: Person }),
  'prompt.cancelled': z.object({ promptId: PromptId, by: Person }),
  /** It came when the session could not take it; nothing runs. */
  'prompt.refused': z.object({
    promptId: PromptId,
    text: z.string(),
    author: Person,
    failure: Failure,
  }),
  /** The prompt went into the running turn instead of waiting for its own. */
  'prompt.steered': z.object({
    promptId: PromptId,
    runId: RunId,
    text: z.string(),
    author: Person,
    attachments: Attachments.optional(),
  }),
  /** What people say to each other; the agent does not read it. */
  'comment.added': z.object({
    commentId: CommentId,
    text: z.string(),
    author: Person,
    file: CommentPlace.optional(),
  }),
  'collaborator.added': z.object({ person: Person, by: Person }),
  'collaborator.removed': z.object({ person: Person, by: Person }),
  /** The agent waits for an answer, which is over at the latest when its run is. */
  'question.asked': z.object({
    questionId: QuestionId,
    runId: RunId,
    questions: z.array(Question),
  }),
  'question.answered': z.object({
    questionId: QuestionId,
    runId: RunId,
    answers: Answers,
    by: Person,
  }),
  'question.dismissed': z.object({ questionId: QuestionId, runId: RunId, by: Person }),
  'run.started': z.object({ runId: RunId, promptId: PromptId, model: ModelRef }),
  'run.stopping': z.object({ runId: RunId, by: Person }),
  /** The sandbox went away under the run; it is tried again in another one. */
  'run.lost': z.object({ runId: RunId, attempt: z.number().int(), cause: z.string() }),
  /** Nobody has answered the agent: the run has given this sandbox back and waits without one. */
  'run.rested': z.object({ runId: RunId, sandboxId: SandboxId }),
  /** All has been said that it waited for; it goes on in another sandbox. */
  'run.woken': z.object({ runId: RunId }),
  /** It has rested for as long as the settings allow, and nobody has answered: it ends. */
  'run.unanswered': z.object({ runId: RunId }),
  /** The model's provider asked to wait. */
  'run.waiting': z.object({ runId: RunId, cause: z.string(), until: Timestamp.optional() }),
  'run.usage': z.object({ runId: RunId, model: z.string(), usage: Usage }),
  'run.finished': z.object({
    runId: RunId,
    promptId: PromptId,
    outcome: Outcome,
    failure: Failure.optional(),
    changes: Changes.optional(),
    /** From the run's start to its end, without the time that its agent waited for an answer. */
    durationMs: z.number().nonnegative(),
    /** From the run's start to the first piece of the answer; absent when there was none. */
    firstTokenMs: z.number().nonnegative().optional(),
  }),
  /** The session's branch was merged into the one that it started from, now at `commit`. */
  'branch.merged': z.object({ by: Person, commit: z.string(), into: z.string() }),
  'branch.discarded': z.object({ by: Person }),
  'part.finished': z.object({ runId: RunId, part: Part }),
  'phase.started': z.object({ sandboxId: SandboxId, phase: Phase }),
  'phase.log': z.object({ sandboxId: SandboxId, phase: Phase, lines: z.array(z.string()) }),
  'phase.finished': z.object({
    sandboxId: SandboxId,
    phase: Phase,
    durationMs: z.number().nonnegative(),
    failure: Failure.optional(),
  }),
  'sandbox.started': z.object({ sandboxId: SandboxId, from: SnapshotId.optional() }),
  'sandbox.parked': z.object({ sandboxId: SandboxId, snapshotId: SnapshotId }),
  'sandbox.ended': z.object({ sandboxId: SandboxId, cause: z.string() }),
} as const;

export type EventType = keyof typeof data;
export const eventTypes = Object.keys(data) as EventType[];

type EventOf<T extends EventType> = { type: T; data: z.infer<(typeof data)[T]> };

/** A durable event before it has a number: type and data belong together. */
export type EventBody = { [T in EventType]: EventOf<T> }[EventType];

/** `key` makes a second arrival harmless: one session never holds two events with the same key. */
export type NewEvent = EventBody & { key: string; at: string };

/** A durable event. `seq` counts from 1 within its session, without gaps. */
export type SessionEvent = NewEvent & { seq: number };

const variants = eventTypes.map((type) => z.object({ type: z.literal(type), data: data[type] }));

/** Parses `{type, data}`; anything else is refused. */
export const EventBody = z.discriminatedUnion(
  'type',
  variants as [(typeof variants)[number], ...(typeof variants)[number][]],
) as unknown as z.ZodType<EventBody>;

const numbered = eventTypes.map((type) =>
  z.object({
    type: z.literal(type),
    data: data[type],
    key: z.string().max(200),
    at: Timestamp,
    seq: z.number().int().positive(),
  }),
);

export const SessionEvent = z.discriminatedUnion(
  'type',
  numbered as [(typeof numbered)[number], ...(typeof numbered)[number][]],
) as unknown as z.ZodType<SessionEvent>;
