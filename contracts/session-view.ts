import type { SessionEvent } from './events.ts';
import type { Person } from './ids.ts';
import { foldPeople, type PeopleView } from './people-view.ts';
import { foldPrompt, type PromptsView } from './prompt-view.ts';
import { foldRun, type RunsView } from './run-view.ts';
import { foldSandbox, type SandboxView } from './sandbox-view.ts';

/**
 * What a client shows of a session. Made by folding events (and live frames) in any client alike.
 * The maps, and the lists of parts and lines of logs, are changed in place; what is in them is
 * replaced, so that the same object is the same content.
 */
export type SessionView = PeopleView &
  PromptsView &
  RunsView & {
    /** Events up to this one are left out; 0 when the view is whole. */
    since: number;
    lastSeq: number;
    title: string;
    repository: string;
    branch: string;
    archived: boolean;
    author?: Person;
    sandboxes: Map<string, SandboxView>;
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
