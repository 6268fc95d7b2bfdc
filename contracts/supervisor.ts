import { z } from 'zod';
import { Attachments } from './attachments.ts';
import { EventBody, Outcome, Usage } from './events.ts';
import { Failure } from './errors.ts';
import { Effort, Person, PromptId, QuestionId, RunId, SandboxId, SessionId } from './ids.ts';
import { QuestionReply } from './questions.ts';

/** What the agent is to call a model: OpenCode's provider settings, pointing at the model gateway. */
export const AgentModel = z.object({
  /** `provider/model` as Harvest lists it. */
  ref: z.string(),
  /** The model's id as the provider knows it. */
  id: z.string(),
  name: z.string(),
  /** Which OpenCode provider package speaks to it. */
  npm: z.enum(['@ai-sdk/openai-compatible', '@ai-sdk/openai', '@ai-sdk/anthropic']),
  baseUrl: z.url(),
  contextTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().positive(),
  /** Dollars per million tokens. */
  price: z.object({
    input: z.number(),
    output: z.number(),
    cacheRead: z.number(),
    cacheWrite: z.number(),
  }),
  reasoning: z.boolean(),
  images: z.boolean(),
});
export type AgentModel = z.infer<typeof AgentModel>;

/**
 * What a supervisor is told, as one JSON line on its standard input, before it does anything.
 * Nothing of it is in an argument or a file. The agent is the same user and no friend: it is given
 * the model token, and could find the git token in the environment of a git command at work, or any
 * of them in the supervisor's memory. So each counts for this sandbox and one use only, and no
 * longer than the sandbox.
 */
export const BootConfig = z.object({
  sandboxId: SandboxId,
  sessionId: SessionId,
  /** Origin of the control plane, without a trailing slash. */
  controlUrl: z.url(),
  tokens: z.object({
    /** For `/api/sandbox/…`. */
    control: z.string(),
    /** For the model gateway; the only one that the agent is given. */
    model: z.string(),
    /** For git over HTTP. */
    git: z.string(),
    /** What the control plane sends to the supervisor. */
    command: z.string(),
  }),
  repository: z.object({
    cloneUrl: z.url(),
    /** The session's own branch. */
    branch: z.string(),
    /** Where the session's branch starts when it does not exist yet. */
    baseRef: z.string(),
  }),
  /** For the setup hook and the agent's commands: what people want there, secrets included. */
  environment: z.record(z.string(), z.string()),
  /** Every model a run may name, so that the agent needs no restart to change. */
  models: z.array(AgentModel).min(1),
  limits: z.object({
    setupMs: z.number().int().positive(),
    cloneMs: z.number().int().positive(),
    /** Ends itself after this long without being able to reach the control plane. */
    orphanMs: z.number().int().positive(),
    maxRetryWaitMs: z.number().int().positive(),
    maxCompactions: z.number().int().positive(),
  }),
});
export type BootConfig = z.infer<typeof BootConfig>;

/** `POST /api/sandbox/hello`: sent first of all, and again to renew the live connection. */
export const Hello = z.object({
  /** Where commands reach the supervisor, e.g. `http://127.0.0.1:41234`. */
  endpoint: z.url(),
  protocol: z.literal(1),
});
export const HelloAnswer = z.object({ liveUrl: z.string() });

/** The supervisor's judgement of a turn. The control plane publishes, then the run is finished. */
export const TurnEnded = z.object({
  runId: RunId,
  outcome: Outcome,
  failure: Failure.optional(),
  usage: Usage,
  /** The last text of the answer, for a commit message; shortened. */
  summary: z.string().max(4_000),
  /** When the first piece of the answer came. */
  firstTokenAt: z.iso.datetime().optional(),
});
export type TurnEnded = z.infer<typeof TurnEnded>;

/** What goes through the durable outbox; `n` counts from 1 within the sandbox, without gaps. */
export const OutboxItem = z.object({
  n: z.number().int().positive(),
  at: z.iso.datetime(),
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('event'), event: EventBody }),
    z.object({ kind: z.literal('ready') }),
    z.object({ kind: z.literal('unusable'), failure: Failure }),
    z.object({ kind: z.literal('turn'), turn: TurnEnded }),
  ]),
});
export type OutboxItem = z.infer<typeof OutboxItem>;

/** Bytes of one item's JSON at most; what would be longer is cut before it is stored. */
export const outboxItemBytes = 1_500_000;
/** Bytes of the items of one batch at most, except where one alone is longer. */
export const outboxBatchBytes = 1_000_000;

/** `POST /api/sandbox/events`. An empty batch is the heartbeat. Answered by the last `n` stored. */
export const OutboxBatch = z.object({ items: z.array(OutboxItem).max(500) });
export const OutboxAck = z.object({ acknowledged: z.number().int().nonnegative() });

/** What a run is told besides its prompt. `id` names it: an agent that has heard it is not told again. */
export const Said = z.object({
  id: z.union([PromptId, QuestionId]),
  text: z.string(),
  attachments: Attachments.optional(),
});
export type Said = z.infer<typeof Said>;

/** `POST {endpoint}/runs`, answered 202. The same `runId` again changes nothing. */
export const StartRun = z.object({
  runId: RunId,
  promptId: PromptId,
  text: z.string(),
  author: Person,
  model: z.string(),
  effort: Effort.optional(),
  /** The supervisor fetches them from `GET /api/sandbox/attachments/{attachmentId}`. */
  attachments: Attachments.optional(),
  /** What was said to the run in an earlier sandbox, in order. */
  said: z.array(Said).optional(),
});
export type StartRun = z.infer<typeof StartRun>;

/** `POST {endpoint}/runs/{runId}/steer`, answered 202, or 409 when that run is over. */
export const SteerRun = z.object({
  promptId: PromptId,
  text: z.string(),
  attachments: Attachments.optional(),
});
export type SteerRun = z.infer<typeof SteerRun>;

/**
 * `POST {endpoint}/runs/{runId}/reply`, answered 202, or 409 when somebody else was first or that
 * run is over. `by` is a person's id; the same reply by the same person again changes nothing.
 */
export const ReplyToQuestion = z.object({
  questionId: QuestionId,
  reply: QuestionReply,
  by: z.string(),
});
export type ReplyToQuestion = z.infer<typeof ReplyToQuestion>;

/** `POST {endpoint}/runs/{runId}/questions`: those that the agent waits for an answer to, just now. */
export const OpenQuestions = z.object({ open: z.array(QuestionId) });

/**
 * `POST {endpoint}/publish`: commit what changed and push the branch. Idempotent on `runId`; asked
 * again while it goes on, it gives the same answer to both.
 */
export const Publish = z.object({ runId: RunId, message: z.string(), author: Person });
export type Publish = z.infer<typeof Publish>;
/** By then the supervisor has answered, so whoever asks waits a little longer than this. */
export const publishLimitMs = 240_000;

/** Events that a sandbox may write into its session's history; all others are refused. */
export const sandboxEventTypes = [
  'phase.started',
  'phase.log',
  'phase.finished',
  'part.finished',
  'question.asked',
  'run.waiting',
  'run.usage',
] as const;
