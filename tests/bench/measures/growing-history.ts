import type { NewEvent } from '../../../contracts/events.ts';
import type { History } from '../../../core/ports/history.ts';
import { durations, type Figure } from '../figures.ts';
import { timed } from '../timed.ts';

const sessionId = 'ses_0000000001';
const samples = 100;
const pageSize = 200;
const filling = 1_000;

/** Appends and pages of one session, while it is short and when it has grown. */
export async function growHistory(
  history: History,
  { name, events }: { name: string; events: number },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (let count = 0, size = Math.min(1_000, events); ; size = events) {
    for (; count < size; count += filling)
      await history.append(sessionId, eventsFrom(count, Math.min(filling, size - count)));
    count = size;
    figures.push(...(await measureAt(history, { name, count })));
    if (size === events) return figures;
    count += samples;
  }
}

async function measureAt(
  history: History,
  { name, count }: { name: string; count: number },
): Promise<Figure[]> {
  const appends: number[] = [];
  const pages: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const [event] = eventsFrom(count + sample, 1);
    appends.push(await timed(() => history.append(sessionId, event ? [event] : [])));
    const after = Math.floor((sample / samples) * Math.max(0, count - pageSize));
    pages.push(await timed(() => history.read(sessionId, { after, limit: pageSize })));
  }
  return [
    durations(`${name}: append to ${count} events`, appends),
    durations(`${name}: page of ${pageSize} out of ${count}`, pages),
  ];
}

function eventsFrom(first: number, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'session.renamed',
    key: `event ${first + index}`,
    at: new Date(first + index).toISOString(),
    data: { title: 'x'.repeat(300), by: { id: 'owner', name: 'Owner' } },
  }));
}
