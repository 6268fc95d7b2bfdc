import type { Attachment } from './attachments.ts';
import type { BranchState } from './branches.ts';
import type { Changes, Outcome, SessionEvent, Usage } from './events.ts';
import type { Failure } from './errors.ts';
import type { Frame } from './frames.ts';
import type { Person } from './ids.ts';
import type { Part } from './parts.ts';
import { closeQuestions, foldPeople, type PeopleView } from './people-view.ts';
import { amend } from './amend.ts';
import { foldSandbox, type SandboxView } from './sandbox-view.ts';

export type PromptView = {
  promptId: string;
  /** Its place among the session's events. */
  seq: number;
  at: string;
  text: string;
  author: Person;
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'steered' | 'refused';
  failure?: Failure;
  /** The prompt that it asks once more. */
  retryOf?: string;
  attachments?: Attachment[];
};
export type RunView = {
  runId: string;
  promptId: string;
  model: string;
  /** In the order in which they began, as far as is known. */
  parts: Part[];
  state: 'running' | 'stopping' | Outcome;
  waiting?: { cause: string; until?: string };
  usage?: Usage;
  failure?: Failure;
  changes?: Changes;
  durationMs?: number;
  /** From the run's start to the first piece of the answer, in milliseconds. */
  firstTokenMs?: number;
};
/**
 * What a client shows of a session. Made by folding events (and live frames) in any client alike.
 * The maps, and the lists of parts and lines of logs, are changed in place; what is in them is
 * replaced, so that the same object is the same content.
 */
export type SessionView = PeopleView & {
  /** Events up to this one are left out; 0 when the view is whole. */
  since: number;
  lastSeq: number;
  title: string;
  repository: string;
  branch: string;
  branchState: BranchState;
  archived: boolean;
  author?: Person;
  prompts: Map<string, PromptView>;
  /** Waiting prompts, next first. */
  queue: string[];
  runs: Map<string, RunView>;
  sandboxes: Map<string, SandboxView>;
  totals: { costUsd: number; tokens: number };
};

export function emptyView(): SessionView {
  return {
    since: 0,
    lastSeq: 0,
    title: '',
    repository: '',
    branch: '',
    branchState: 'open',
    archived: false,
    prompts: new Map(),
    collaborators: [],
    comments: new Map(),
    questions: new Map(),
    queue: [],
    runs: new Map(),
    sandboxes: new Map(),
    totals: { costUsd: 0, tokens: 0 },
  };
}

/**
 * Takes one durable event into the view, in place. An event that was seen is ignored.
 * Answers `gap` when events are missing before this one: read history after `lastSeq` first.
 */
export function applyEvent(view: SessionView, event: SessionEvent): 'applied' | 'known' | 'gap' {
  if (event.seq <= view.lastSeq) return 'known';
  if (event.seq > view.lastSeq + 1) return 'gap';
  view.lastSeq = event.seq;
  fold(view, event);
  return 'applied';
}

function fold(view: SessionView, event: SessionEvent): void {
  switch (event.type) {
    case 'session.created': {
      const { title, repository, branch, author } = event.data;
      Object.assign(view, { title, repository, branch, author });
      return;
    }
    case 'session.renamed':
      view.title = event.data.title;
      return;
    case 'session.archived':
      view.archived = event.data.archived;
      return;
    case 'branch.merged':
      view.branchState = 'merged';
      return;
    case 'branch.discarded':
      view.branchState = 'discarded';
      return;
    case 'prompt.queued':
    case 'prompt.edited':
    case 'prompt.reordered':
    case 'prompt.cancelled':
    case 'prompt.steered':
    case 'prompt.refused':
      foldPrompt(view, event);
      return;
    case 'comment.added':
    case 'collaborator.added':
    case 'collaborator.removed':
    case 'question.asked':
    case 'question.answered':
    case 'question.dismissed':
      foldPeople(view, event);
      return;
    case 'phase.started':
    case 'phase.log':
    case 'phase.finished':
    case 'sandbox.started':
    case 'sandbox.parked':
    case 'sandbox.ended':
      foldSandbox(view, event);
      return;
    default:
      foldRun(view, event);
  }
}

type EventOf<Prefix extends string> = Extract<SessionEvent, { type: `${Prefix}.${string}` }>;

function foldPrompt(view: SessionView, event: EventOf<'prompt'>): void {
  if (event.type === 'prompt.reordered') {
    view.queue = [...event.data.promptIds];
    return;
  }
  const { promptId } = event.data;
  const { seq, at } = event;
  switch (event.type) {
    case 'prompt.queued': {
      const { text, author, retryOf, attachments } = event.data;
      const more = { ...(retryOf && { retryOf }), ...(attachments && { attachments }) };
      view.prompts.set(promptId, { promptId, seq, at, text, author, state: 'waiting', ...more });
      view.queue.push(promptId);
      return;
    }
    case 'prompt.steered': {
      const { text, author, attachments } = event.data;
      const more = attachments && { attachments };
      view.prompts.set(promptId, { promptId, seq, at, text, author, state: 'steered', ...more });
      return;
    }
    case 'prompt.refused': {
      const { text, author, failure } = event.data;
      view.prompts.set(promptId, { promptId, seq, at, text, author, state: 'refused', failure });
      return;
    }
    case 'prompt.edited':
      amend(view.prompts, promptId, { text: event.data.text });
      return;
    case 'prompt.cancelled':
      amend(view.prompts, promptId, { state: 'cancelled' });
      view.queue = view.queue.filter((id) => id !== promptId);
  }
}

function foldRun(view: SessionView, event: EventOf<'run' | 'part'>): void {
  if (event.type === 'run.started') {
    const { runId, promptId, model } = event.data;
    view.runs.set(runId, { runId, promptId, model, parts: [], state: 'running' });
    view.queue = view.queue.filter((id) => id !== promptId);
    amend(view.prompts, promptId, { state: 'running' });
    return;
  }
  const { runId } = event.data;
  const run = view.runs.get(runId) ?? joinRun(view, runId);
  if (!run) return;
  if (run.waiting && event.type !== 'run.waiting') amend(view.runs, runId, { waiting: undefined });
  switch (event.type) {
    case 'part.finished':
      putPart(run, event.data.part);
      return;
    case 'run.stopping':
      amend(view.runs, runId, { state: 'stopping' });
      return;
    case 'run.waiting': {
      const { cause, until } = event.data;
      amend(view.runs, runId, { waiting: { cause, ...(until && { until }) } });
      return;
    }
    case 'run.usage':
      addUsage(view, run, event.data.usage);
      return;
    // That it waits without a sandbox is seen by its open question.
    case 'run.rested':
    case 'run.woken':
      return;
    case 'run.lost':
      closeQuestions(view, runId);
      amend(view.runs, runId, { parts: [] });
      return;
    case 'run.finished': {
      const { outcome, failure, changes, durationMs, firstTokenMs, promptId } = event.data;
      if (changes?.commit) view.branchState = 'open';
      amend(view.runs, runId, {
        ...{ state: outcome, durationMs, promptId },
        ...(failure && { failure }),
        ...(changes && { changes }),
        ...(firstTokenMs !== undefined && { firstTokenMs }),
      });
      closeQuestions(view, runId);
      amend(view.prompts, promptId, { state: 'done' });
    }
  }
}

/** A run whose start is among the events that are left out. */
function joinRun(view: SessionView, runId: string): RunView | undefined {
  if (view.since === 0) return undefined;
  const run: RunView = { runId, promptId: '', model: '', parts: [], state: 'running' };
  view.runs.set(runId, run);
  return run;
}

/** Where each part is, by list: a run may have thousands, each of which is looked up. */
const places = new WeakMap<readonly Part[], Map<string, number>>();

function placesOf(parts: readonly Part[]): Map<string, number> {
  let known = places.get(parts);
  if (known?.size !== parts.length) {
    known = new Map(parts.map(({ id }, index) => [id, index]));
    places.set(parts, known);
  }
  return known;
}

function partOf(run: RunView, id: string): Part | undefined {
  const index = placesOf(run.parts).get(id);
  return index === undefined ? undefined : run.parts[index];
}

function putPart(run: RunView, part: Part): void {
  const known = placesOf(run.parts);
  const index = known.get(part.id) ?? run.parts.length;
  run.parts[index] = part;
  known.set(part.id, index);
}

function addUsage(view: SessionView, run: RunView, usage: Usage): void {
  // A run tells its usage so far, perhaps more than once.
  const before = run.usage ?? { costUsd: 0, inputTokens: 0, outputTokens: 0 };
  amend(view.runs, run.runId, { usage });
  view.totals.costUsd += usage.costUsd - before.costUsd;
  view.totals.tokens += usage.inputTokens + usage.outputTokens;
  view.totals.tokens -= before.inputTokens + before.outputTokens;
}

/**
 * Takes a live frame into the view, in place; `events` frames are left to `applyEvent`, and those
 * of people to `applyPresence`.
 * Answers `gap` when text is missing before a delta: the next checkpoint heals it.
 */
export function applyFrame(view: SessionView, frame: Frame): 'applied' | 'gap' | 'ignored' {
  if (frame.kind === 'events' || frame.kind === 'presence') return 'ignored';
  const run = view.runs.get(frame.runId);
  if (!run) return 'ignored';
  if (frame.kind === 'tool') {
    const known = partOf(run, frame.part.id);
    if (known?.type === 'tool' && known.status !== 'pending' && known.status !== 'running')
      return 'ignored';
    putPart(run, frame.part);
    return 'applied';
  }
  if (frame.kind === 'checkpoint') {
    for (const { partId, partType, text } of frame.parts) {
      const known = partOf(run, partId);
      if (known?.type === 'tool' || (known && known.text.length >= text.length)) continue;
      putPart(run, { id: partId, type: partType, text });
    }
    return 'applied';
  }
  const known = partOf(run, frame.partId);
  // A part that is finished has its whole text.
  if (known?.type === 'tool' || known?.durationMs !== undefined) return 'ignored';
  const have = known?.text.length ?? 0;
  if (frame.offset > have) return 'gap';
  const text = (known?.text ?? '') + frame.text.slice(have - frame.offset);
  putPart(run, { id: frame.partId, type: frame.partType, text });
  return 'applied';
}
