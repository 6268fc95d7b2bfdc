import { amend } from '../../../contracts/amend.ts';
import type { SessionSummary } from '../../../contracts/api.ts';
import type { SessionEvent } from '../../../contracts/events.ts';
import { applyEvent, type SessionView } from '../../../contracts/session-view.ts';
import { joinCurrentRun, viewSince } from '../../../contracts/session-window.ts';
import { noteEvent, noteRun, type Timeline } from './timeline.ts';

/** The events of a session that are known: the last ones, without a gap, and what they fold into. */
export type KnownHistory = { events: SessionEvent[]; view: SessionView; timeline: Timeline };

/** Begins with events that need not be the first of the session. */
export function beginHistory(
  events: readonly SessionEvent[],
  summary: SessionSummary,
): KnownHistory {
  const since = (events[0]?.seq ?? 1) - 1;
  const history: KnownHistory = { events: [], view: viewSince(since, summary), timeline: [] };
  for (const event of events) takeEvent(history, event);
  joinCurrentRun(history.view, summary);
  if (summary.run) noteRun(history.timeline, history.view, summary.run.runId);
  return history;
}

/** Takes the next event; one that is known, or ahead of a gap, is left out. */
export function takeEvent(history: KnownHistory, event: SessionEvent): void {
  if (applyEvent(history.view, event) !== 'applied') return;
  history.events.push(event);
  noteEvent(history.timeline, history.view, event);
}

/** The same with the events right before those that are known, and with what streams now. */
export function withEarlier(
  history: KnownHistory,
  earlier: readonly SessionEvent[],
  summary: SessionSummary,
): KnownHistory {
  const longer = beginHistory([...earlier, ...history.events], summary);
  for (const run of longer.view.runs.values()) {
    const shown = history.view.runs.get(run.runId)?.parts ?? [];
    const ids = new Set(shown.map(({ id }) => id));
    if (run.state === 'running' || run.state === 'stopping')
      amend(longer.view.runs, run.runId, {
        parts: [...run.parts.filter(({ id }) => !ids.has(id)), ...shown],
      });
  }
  return longer;
}
