import { EventType, type HistoryEvent } from '../../embedded/durable/history.ts';

/**
 * Chooses few histories that show together every step that any of them shows: what was asked for
 * or came, with what came next. Of those that show as much, the shortest.
 */
export function coverSteps<T extends { history: readonly HistoryEvent[] }>(
  candidates: readonly T[],
): T[] {
  let open = candidates
    .map((candidate) => ({ candidate, steps: stepsOf(candidate.history) }))
    .sort((a, b) => a.candidate.history.length - b.candidate.history.length);
  const chosen: T[] = [];
  const shown = new Set<string>();
  for (;;) {
    open = open
      .map(({ candidate, steps }) => ({
        candidate,
        steps: new Set([...steps].filter((step) => !shown.has(step))),
      }))
      .sort((a, b) => b.steps.size - a.steps.size);
    const [best] = open;
    if (!best || best.steps.size === 0) return chosen;
    chosen.push(best.candidate);
    for (const step of best.steps) shown.add(step);
  }
}

/** Pairs of events that follow each other, in words that hold no ids. */
function stepsOf(history: readonly HistoryEvent[]): Set<string> {
  const asked = new Map<number | string, string>();
  const words = history.flatMap((event) => wordOf(event, asked) ?? []);
  return new Set(words.map((word, index) => `${word} → ${words[index + 1] ?? 'end'}`));
}

/** @param asked what was asked for, by the id that its answer names */
function wordOf(event: HistoryEvent, asked: Map<number | string, string>): string | undefined {
  switch (event.EventType) {
    case EventType.taskScheduled:
      asked.set(event.EventId, event.Name);
      return event.Name;
    case EventType.eventSent: {
      const { op, id } = JSON.parse(event.Input) as { op: string; id: string };
      asked.set(id, op);
      return op;
    }
    case EventType.timerCreated:
      return 'timer';
    case EventType.timerFired:
      return 'timer fired';
    case EventType.taskCompleted:
      return `${asked.get(event.TaskScheduledId)} done`;
    case EventType.taskFailed:
      return `${asked.get(event.TaskScheduledId)} failed`;
    case EventType.eventRaised: {
      const operation = asked.get(event.Name);
      return operation ? `${operation} answered` : event.Name.replace(/-.*/, '');
    }
    default:
      return undefined;
  }
}
