import { amend } from './amend.ts';
import type { BranchState } from './branches.ts';
import type { Failure } from './errors.ts';
import type { Changes, Outcome, SessionEvent, Usage } from './events.ts';
import type { Frame } from './frames.ts';
import type { Part, TextPart } from './parts.ts';
import { closeQuestions, type PeopleView } from './people-view.ts';
import type { PromptsView } from './prompt-view.ts';

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
  /** Milliseconds of work: what people took to answer its agent is not in it. */
  durationMs?: number;
  /** From the run's start to the first piece of the answer, in milliseconds. */
  firstTokenMs?: number;
};

/** The runs of a session, and what of it they change. */
export type RunsView = {
  runs: Map<string, RunView>;
  branchState: BranchState;
  totals: { costUsd: number; tokens: number };
};

type View = RunsView & PromptsView & Pick<PeopleView, 'questions'> & { since: number };
type RunEvent = Extract<SessionEvent, { type: `${'run' | 'part'}.${string}` }>;

/** Takes an event about a run into the view, in place. */
export function foldRun(view: View, event: RunEvent): void {
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
    case 'run.unanswered':
      amend(view.runs, runId, { state: 'stopping' });
      return;
    case 'run.waiting': {
      const { cause, until } = event.data;
      // The model is to be asked once more, and what it was saying begins anew.
      const parts = run.parts.filter((part) => !streamed.has(part));
      amend(view.runs, runId, { parts, waiting: { cause, ...(until && { until }) } });
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
function joinRun(view: View, runId: string): RunView | undefined {
  if (view.since === 0) return undefined;
  const run: RunView = { runId, promptId: '', model: '', parts: [], state: 'running' };
  view.runs.set(runId, run);
  return run;
}

/** Text that frames have brought, and that no event has confirmed yet. */
const streamed = new WeakSet<Part>();

function putStreamed(run: RunView, part: TextPart): void {
  streamed.add(part);
  putPart(run, part);
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

function addUsage(view: View, run: RunView, usage: Usage): void {
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
export function applyFrame(view: RunsView, frame: Frame): 'applied' | 'gap' | 'ignored' {
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
      putStreamed(run, { id: partId, type: partType, text });
    }
    return 'applied';
  }
  const known = partOf(run, frame.partId);
  // A part that is finished has its whole text.
  if (known?.type === 'tool' || known?.durationMs !== undefined) return 'ignored';
  const have = known?.text.length ?? 0;
  if (frame.offset > have) return 'gap';
  const text = (known?.text ?? '') + frame.text.slice(have - frame.offset);
  putStreamed(run, { id: frame.partId, type: frame.partType, text });
  return 'applied';
}
