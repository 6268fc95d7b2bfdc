import type { Attachment } from '../contracts/attachments.ts';
import type { CommentPlace } from '../contracts/comments.ts';
import type { Changes, Outcome, Usage } from '../contracts/events.ts';
import type { Failure, Refusal } from '../contracts/errors.ts';
import type { Effort, Person } from '../contracts/ids.ts';
import type { Question, QuestionReply } from '../contracts/questions.ts';
import type { IdleSince } from './idle-since.ts';

export type Prompt = {
  promptId: string;
  text: string;
  author: Person;
  mode: 'queue' | 'steer';
  model?: string;
  effort?: Effort;
  attachments?: Attachment[];
  /** The prompt that it asks once more. */
  retryOf?: string;
  /** Its place in the queue that brought it: prompts wait in the order in which they were accepted. */
  order?: number;
};

/** A prompt as it is kept outside the actor. */
export type StoredPrompt = {
  text: string;
  author: Person;
  model?: string | undefined;
  effort?: Effort | undefined;
  attachments?: Attachment[] | undefined;
};

/** Everything that can be asked of a session's actor. `type` is the entity's operation. */
export type SessionCommand =
  | { type: 'enqueue'; prompt: Prompt; instanceId: string; defaultModel: string }
  /** The prompt has gone into the turn that runs in that sandbox. */
  | { type: 'steered'; prompt: Prompt; runId: string; sandboxId: string }
  /** The orchestration that a finished run started asks for its prompt. */
  | { type: 'claim'; promptId: string; instanceId: string }
  /** Gives a waiting prompt another text, another place, or both. */
  | {
      type: 'change';
      commandId: string;
      promptId: string;
      text?: string;
      position?: number;
      by: Person;
    }
  | { type: 'cancel'; promptId: string; by: Person }
  | { type: 'stop'; by: Person }
  /** `metered` is what the model gateway counted for the run; it counts more than the sandbox's word. */
  | {
      type: 'finish';
      runId: string;
      result: RunResult;
      metered?: Usage;
      defaultModel: string;
    }
  | { type: 'lost'; runId: string; sandboxId: string; cause: string }
  /** A run needs a sandbox: the one there is, or a new one under the proposed id. */
  | { type: 'occupy'; runId: string; sandboxId: string }
  | { type: 'sandboxGone'; sandboxId: string; cause: string; snapshotId?: string }
  /** Its sandbox has had nothing to do for long, since then. */
  | ({ type: 'park'; sandboxId: string } & IdleSince)
  | { type: 'parked'; sandboxId: string; snapshotId: string | null }
  | { type: 'rename'; commandId: string; title: string; by: Person }
  | { type: 'archive'; commandId: string; archived: boolean; by: Person }
  | { type: 'comment'; comment: Comment; author: Person }
  | { type: 'addCollaborator'; commandId: string; person: Person; by: Person }
  | { type: 'removeCollaborator'; commandId: string; personId: string; by: Person }
  /** The agent waits for an answer. Its sandbox has written that down. */
  | { type: 'asked'; runId: string; questionId: string; questions: Question[] }
  /** What a person says to it. `taken`: its sandbox has given it to the agent; else the run rests. */
  | {
      type: 'replied';
      runId: string;
      questionId: string;
      reply: QuestionReply;
      by: Person;
      taken: boolean;
    }
  /** Nobody has answered the run, which rests, for as long as that is waited for, in milliseconds. */
  | { type: 'unanswered'; runId: string; limitMs: number }
  | { type: 'merged'; at: string; commit: string; into: string; by: Person }
  | { type: 'discarded'; commandId: string; by: Person }
  /** What lists show of the session is to be put right. */
  | { type: 'refresh' }
  /**
   * Nothing more is to happen here; what there is can be removed. With `unusedSince`, an ISO time,
   * only if nothing has happened since, and nothing is at work or waits.
   */
  | { type: 'delete'; unusedSince?: string }
  /** All of it has been removed, but for the actor. */
  | { type: 'forget' };

export type Comment = { commentId: string; text: string; file?: CommentPlace };

export type RunResult = {
  outcome: Outcome;
  failure?: Failure;
  changes?: Changes;
  usage?: Usage;
  /** When the first piece of the answer came. */
  firstTokenAt?: string;
};

/** A run that an orchestration is to carry. */
export type RunTicket = {
  runId: string;
  promptId: string;
  instanceId: string;
  model: string;
  effort?: Effort;
  /** What it has been told besides its prompt; see `CurrentRun`. */
  said: string[];
};

/** `sandboxId` is the sandbox that the session holds, which may be ready to work at once. */
type Carry = {
  ok: true;
  action: 'run';
  run: RunTicket;
  sandboxId: string | null;
  /** The run is to be stopped: whoever carried it before has gone. */
  stopping: boolean;
  /** The run waits without a sandbox to be woken; see `CurrentRun`. */
  restedIn: string | null;
};

/** A run that is to be woken, since all that it waited for has been said. */
export type Sleeper = { instanceId: string; restedIn: string };

/** `former` is the snapshot that a newer one has replaced: nobody will ask for it again. */
type Replaced = { ok: true; former: string | null };

type Done = { ok: true };

/** What each command is answered with; refusals have a code, nothing is ever thrown. */
export type SessionAnswers = {
  enqueue:
    | Carry
    | { ok: true; action: 'steer'; runId: string; sandboxId: string | null }
    | { ok: true; action: 'wake'; sleeper: Sleeper }
    | { ok: true; action: 'queued' | 'running' | 'done' }
    | Refusal;
  claim: Carry | Refusal;
  steered: Done | Refusal;
  change: Done | Refusal;
  cancel: Done | Refusal;
  stop: { ok: true; runId: string; instanceId: string } | Refusal;
  /** `next` is the run to start now; it is answered again when the question comes again. */
  finish: { ok: true; next: RunTicket | null; sandboxId: string | null } | Refusal;
  lost: { ok: true; retry: boolean; said: string[] } | Refusal;
  occupy:
    | { ok: true; sandboxId: string; fresh: boolean; snapshotId: string | null }
    /** It is just being parked. */
    | { ok: true; wait: true; sandboxId: string }
    | Refusal;
  sandboxGone: Replaced | Refusal;
  /** `resting` is the orchestration of the run that has to rest for it. */
  park: { ok: true; park: boolean; resting: string | null } | Refusal;
  parked: Replaced | Refusal;
  rename: Done | Refusal;
  archive: Done | Refusal;
  comment: Done | Refusal;
  addCollaborator: Done | Refusal;
  removeCollaborator: Done | Refusal;
  asked: Done | Refusal;
  replied: { ok: true; sleeper: Sleeper | null } | Refusal;
  /** `instanceId` is the orchestration that is to end the run; null when it may go on to wait. */
  unanswered: { ok: true; instanceId: string | null } | Refusal;
  merged: Done | Refusal;
  discarded: Done | Refusal;
  refresh: Done | Refusal;
  delete:
    | { ok: true; sandboxId: string | null; snapshotId: string | null; instanceId: string | null }
    | Refusal;
  forget: Done | Refusal;
};

export type CommandType = SessionCommand['type'];
export type CommandOf<T extends CommandType> = Extract<SessionCommand, { type: T }>;
