import type { SessionEvent } from '../../../contracts/events.ts';
import type { SessionView } from '../../../contracts/session-view.ts';

/** Something that was said or started, at its place among a run's parts. */
export type Mark = {
  kind: 'prompt' | 'sandbox' | 'comment' | 'question';
  id: string;
  afterParts: number;
};

/** One run with what belongs to it, or something that came while nothing ran. */
export type TimelineEntry = { runId: string; marks: Mark[] } | { runId: null; marks: Mark[] };

/** In which order a session's things are shown; the view itself keeps them by id. */
export type Timeline = TimelineEntry[];

/** Notes where an event belongs. Call it right after the event went into the view. */
export function noteEvent(timeline: Timeline, view: SessionView, event: SessionEvent): void {
  if ('runId' in event.data) noteRun(timeline, view, event.data.runId);
  switch (event.type) {
    case 'sandbox.started':
      mark(timeline, view, 'sandbox', event.data.sandboxId);
      return;
    case 'comment.added':
      mark(timeline, view, 'comment', event.data.commentId);
      return;
    case 'question.asked':
      mark(timeline, view, 'question', event.data.questionId);
      return;
    case 'prompt.steered':
    case 'prompt.refused':
      mark(timeline, view, 'prompt', event.data.promptId);
  }
}

/** Notes a run when it is first heard of, which is its start unless that is left out. */
export function noteRun(timeline: Timeline, view: SessionView, runId: string): void {
  const isNoted = timeline.findLast((entry) => entry.runId === runId) !== undefined;
  if (!isNoted && view.runs.has(runId)) timeline.push({ runId, marks: [] });
}

function mark(timeline: Timeline, view: SessionView, kind: Mark['kind'], id: string): void {
  const last = timeline.at(-1);
  const run = last?.runId ? view.runs.get(last.runId) : undefined;
  const runs = run?.state === 'running' || run?.state === 'stopping';
  if (last && runs) last.marks.push({ kind, id, afterParts: run.parts.length });
  else timeline.push({ runId: null, marks: [{ kind, id, afterParts: 0 }] });
}
