import { answeredId, type HistoryEvent } from './history.ts';

/** The history of one execution in memory, with what a turn looks up in it. */
export class Replay {
  readonly execution: string;
  readonly events: HistoryEvent[] = [];
  /** What has been scheduled, by id. */
  readonly scheduled = new Map<number, HistoryEvent>();
  readonly answered = new Set<number>();
  /** Timers whose message has been withdrawn. */
  readonly cancelled = new Set<number>();
  turns = 0;
  chars = 0;

  constructor(execution: string) {
    this.execution = execution;
  }

  /** Takes over the events of a committed turn; `chars` is the length of their JSON text. */
  append(events: readonly HistoryEvent[], chars: number): void {
    for (const event of events) {
      event.IsPlayed = true;
      this.events.push(event);
      if (event.EventId >= 0) this.scheduled.set(event.EventId, event);
      const answered = answeredId(event);
      if (answered !== undefined) this.answered.add(answered);
    }
    this.turns += 1;
    this.chars += chars;
  }
}
