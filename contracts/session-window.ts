import { amend } from './amend.ts';
import type { SessionSummary } from './api.ts';
import { emptyView, type SessionView } from './session-view.ts';

/**
 * The view of a session whose events up to number `since` are left out: what these would have told
 * of the session itself is taken from its summary. Queued prompts, questions, comments and totals
 * are only those of the events that follow.
 */
export function viewSince(since: number, summary: SessionSummary): SessionView {
  const view = emptyView();
  if (since === 0) return view;
  const { title, repository, branch, branchState, archived, author, collaborators } = summary;
  return Object.assign(view, {
    ...{ since, lastSeq: since },
    ...{ title, repository, branch, branchState, archived, author, collaborators },
  });
}

/** Names the run at work, where the start of it is left out. Call it when the events are folded. */
export function joinCurrentRun(view: SessionView, { run: current }: SessionSummary): void {
  if (view.since === 0 || !current) return;
  const { runId, promptId, model } = current;
  const known = view.runs.get(runId);
  if (!known) view.runs.set(runId, { runId, promptId, model, parts: [], state: 'running' });
  else if (known.promptId === '') amend(view.runs, runId, { promptId, model });
}
