import type { NewEvent, SessionEvent } from '../contracts/events.ts';
import { sessionGroup, type Frame } from '../contracts/frames.ts';
import type { History } from '../core/ports/history.ts';
import type { Live } from '../core/ports/live.ts';
import { logMeasures } from './log-measures.ts';

/** What the events of one live frame may weigh, in bytes; the channel takes messages up to 1 MB. */
const frameBytes = 500_000;

/** Writes events down, then tells everyone who watches. */
export class Recorder {
  readonly #history: History;
  readonly #live: Live;

  constructor(history: History, live: Live) {
    this.#history = history;
    this.#live = live;
  }

  /** Resolves when the events are durable; publishing goes on behind it and never fails. */
  async record(sessionId: string, events: readonly NewEvent[]): Promise<SessionEvent[]> {
    if (events.length === 0) return [];
    const appended = await this.#history.append(sessionId, events);
    logMeasures(sessionId, appended);
    for (const batch of framesOf(appended)) {
      const frame: Frame = { kind: 'events', sessionId, events: batch };
      void this.#live.publish(sessionGroup(sessionId), frame);
    }
    return appended;
  }
}

function framesOf(events: readonly SessionEvent[]): SessionEvent[][] {
  const frames: SessionEvent[][] = [];
  let size = Infinity;
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (size + bytes > frameBytes) {
      frames.push([]);
      size = 0;
    }
    // An event too large for any frame is left out; the gap makes clients read history.
    if (bytes <= frameBytes) frames.at(-1)?.push(event);
    size += bytes;
  }
  return frames.filter((frame) => frame.length > 0);
}
