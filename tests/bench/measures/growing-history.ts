import type { NewEvent } from '../../../contracts/events.ts';
import type { History } from '../../../core/ports/history.ts';
import type { Figure } from '../figures.ts';
import { inParallel } from '../in-parallel.ts';
import { repeat, type Charged } from './repeat.ts';

const pageSize = 200;
const filling = 1_000;
const atOnce = 32;
const few = 100;
const eventsEach = 10;

type Measured = { name: string; charged: Charged | undefined };

/** Appends and pages of one session, while it is short and when it has grown. */
export async function growHistory(
  history: History,
  { name, charged, events }: Measured & { events: number },
): Promise<Figure[]> {
  const sessionId = 'ses_0000000001';
  const figures: Figure[] = [];
  let count = 0;
  const append = async (more: number): Promise<void> => {
    await history.append(sessionId, eventsFrom(count, more));
    count += more;
  };
  for (const size of new Set([Math.min(1_000, events), events])) {
    while (count < size) await append(Math.min(filling, size - count));
    figures.push(
      ...(await repeat(`${name}: append to ${size} events`, charged, () => append(1))),
      ...(await repeat(`${name}: page of ${pageSize} out of ${size}`, charged, (share) => {
        const after = Math.floor(share * Math.max(0, size - pageSize));
        return history.read(sessionId, { after, limit: pageSize });
      })),
    );
  }
  return figures;
}

/** The same of short sessions, while there are few of them and when there are many. */
export async function multiplySessions(
  history: History,
  { name, charged, sessions }: Measured & { sessions: number },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const idOf = (index: number): string => `ses_${String(index).padStart(10, '1')}`;
  let there = 0;
  let appended = eventsEach;
  for (const size of new Set([Math.min(few, sessions), sessions])) {
    const ids = Array.from({ length: size - there }, (_, index) => idOf(there + index));
    await inParallel(atOnce, ids, (id) => history.append(id, eventsFrom(0, eventsEach)));
    there = size;
    const chosen = (share: number): string => idOf(Math.floor(share * size));
    figures.push(
      ...(await repeat(`${name}: append to one of ${size} sessions`, charged, (share) =>
        history.append(chosen(share), eventsFrom(appended++, 1)),
      )),
      ...(await repeat(`${name}: page of one of ${size} sessions`, charged, (share) =>
        history.read(chosen(share), { after: 0, limit: eventsEach }),
      )),
    );
  }
  return figures;
}

function eventsFrom(first: number, count: number): NewEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'session.renamed',
    key: `event ${first + index}`,
    at: new Date(first + index).toISOString(),
    data: { title: 'x'.repeat(300), by: { id: 'owner', name: 'Owner' } },
  }));
}
