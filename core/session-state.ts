import type { SessionStatus, SessionSummary } from '../contracts/api.ts';
import type { BranchState } from '../contracts/branches.ts';
import type { Changes, Outcome } from '../contracts/events.ts';
import type { Effort, Person } from '../contracts/ids.ts';
import { idleSince } from './idle-since.ts';
import type { StoredSession } from './stored-session.ts';
import { noteWaiting, type WaitingTime } from './waiting-time.ts';

export type WaitingPrompt = {
  promptId: string;
  author: Person;
  model?: string;
  effort?: Effort;
  /** See `Prompt`. */
  order?: number;
};

export type CurrentRun = WaitingTime & {
  runId: string;
  promptId: string;
  /** Who asked for it. */
  author: Person;
  /** The orchestration that carries this run; another one that claims it is turned away. */
  instanceId: string;
  model: string;
  effort?: Effort;
  attempt: number;
  startedAt: string;
  stopping: boolean;
  /**
   * Ids of the prompts that were steered into it, and of the questions that were answered while it
   * had no sandbox, oldest first: another sandbox has to be told, too.
   */
  said: string[];
  /** The sandbox that it has given back because nobody answered. What is said next wakes it. */
  restedIn: string | null;
  /** It ends because nobody has answered it in time; then it is stopping, too. */
  unanswered: boolean;
};

/** What the session's actor keeps: ids and references, never texts. Stays far below 64 KB. */
export type SessionState = {
  sessionId: string;
  title: string;
  repository: string;
  source: string;
  branch: string;
  baseBranch: string | null;
  branchState: BranchState;
  author: Person;
  collaborators: Person[];
  createdAt: string;
  /** When the last event was written that is not the sandbox's own affair. */
  changedAt: string;
  archived: boolean;
  /** It is being removed and takes part in nothing more. */
  deleted: boolean;
  queue: WaitingPrompt[];
  run: CurrentRun | null;
  /** What the agent has asked in the current run. */
  questions: Array<{ questionId: string; open: boolean }>;
  sandboxId: string | null;
  snapshotId: string | null;
  /** A snapshot is being taken; whoever needs the sandbox waits for its end. */
  parking: boolean;
  lastRunId: string | null;
  lastOutcome: Outcome | null;
  changes: Changes | null;
  costUsd: number;
  tokens: number;
  /** Prompts that are over, oldest first: what makes a late second arrival harmless. */
  done: string[];
};

export const isOpen = ({ open }: { open: boolean }): boolean => open;

/** How much may be said to one run; what is steered into it beyond that waits for its turn. */
export const saidLimit = 50;

/** How many questions of one run the actor remembers. */
export const questionLimit = 20;

/** How many finished prompts the actor remembers by id. */
export const rememberedPrompts = 200;

/** The state in which the prompt is over, however it ended. */
export function withDone(state: SessionState, promptId: string): SessionState {
  return { ...state, done: [...state.done, promptId].slice(-rememberedPrompts) };
}

/** The state with the note whether its run's agent waits for people from `now` on. */
export function withWaiting(state: SessionState, now: string): SessionState {
  const run = state.run && noteWaiting(state.run, state.questions.some(isOpen), now);
  return run === state.run ? state : { ...state, run };
}

type Beginning = Pick<
  SessionSummary,
  | ('sessionId' | 'title' | 'repository' | 'source' | 'author' | 'collaborators')
  | ('branch' | 'baseBranch' | 'branchState' | 'createdAt' | 'updatedAt' | 'archived')
>;

/** The actor's first state, from what was stored when the session was created. */
export function initialState(summary: Beginning): SessionState {
  const { sessionId, title, repository, source, author, createdAt, archived } = summary;
  const { branch, baseBranch, branchState, collaborators, updatedAt: changedAt } = summary;
  return {
    ...{ sessionId, title, repository, source, author, createdAt, archived },
    ...{ branch, baseBranch, branchState, collaborators, changedAt },
    deleted: false,
    queue: [],
    run: null,
    questions: [],
    sandboxId: null,
    snapshotId: null,
    parking: false,
    lastRunId: null,
    lastOutcome: null,
    changes: null,
    costUsd: 0,
    tokens: 0,
    done: [],
  };
}

function statusOf(state: SessionState): SessionStatus {
  if (state.run) return statusOfRun(state.run, state);
  if (state.queue.length > 0) return 'queued';
  if (state.lastOutcome === 'failed') return 'failed';
  return state.snapshotId && !state.sandboxId ? 'parked' : 'idle';
}

function statusOfRun(
  { stopping, restedIn }: CurrentRun,
  { questions }: SessionState,
): SessionStatus {
  if (stopping) return 'stopping';
  return restedIn !== null && questions.some(isOpen) ? 'waiting' : 'running';
}

/** What lists show of this state. */
export function summarise(state: SessionState): StoredSession {
  const { run } = state;
  return {
    sessionId: state.sessionId,
    title: state.title,
    status: statusOf(state),
    archived: state.archived,
    repository: state.repository,
    source: state.source,
    branch: state.branch,
    baseBranch: state.baseBranch,
    branchState: state.branchState,
    author: state.author,
    collaborators: state.collaborators,
    createdAt: state.createdAt,
    updatedAt: state.changedAt,
    run: run && {
      runId: run.runId,
      promptId: run.promptId,
      instanceId: run.instanceId,
      model: run.model,
      restedIn: run.restedIn,
      waitingSince: run.waitingSince,
    },
    waiting: state.queue.length,
    openQuestions: state.questions.filter(isOpen).length,
    sandboxId: state.sandboxId,
    snapshotId: state.snapshotId,
    idleSince: idleSince(state),
    lastOutcome: state.lastOutcome,
    changes: state.changes,
    costUsd: state.costUsd,
    tokens: state.tokens,
  };
}
