import type { Documents } from '../../../core/ports/documents.ts';
import { durations, type Figure } from '../figures.ts';
import { inParallel } from '../in-parallel.ts';
import { timed } from '../timed.ts';

const samples = 100;
const atOnce = 32;
const pageSize = 50;

/** Writes to a collection and lists of it, while it is short and when it has grown. */
export async function listDocuments(
  documents: Documents,
  { name, count }: { name: string; count: number },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  let there = 0;
  for (const size of new Set([Math.min(samples, count), count])) {
    const ids = Array.from({ length: size - there }, (_, index) => `ses_${there + index}`);
    await inParallel(atOnce, ids, (id) => documents.put('sessions', id, summaryOf(id)));
    there = size;
    figures.push(...(await measureAt(documents, { name, size })));
  }
  return figures;
}

async function measureAt(
  documents: Documents,
  { name, size }: { name: string; size: number },
): Promise<Figure[]> {
  const writes: number[] = [];
  const lists: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const id = `ses_${Math.floor((sample / samples) * size)}`;
    writes.push(await timed(() => documents.put('sessions', id, summaryOf(id))));
    const query = { where: { status: 'idle' }, limit: pageSize };
    lists.push(await timed(() => documents.list('sessions', query)));
  }
  return [
    durations(`${name}: write one of ${size} documents`, writes),
    durations(`${name}: first ${pageSize} of ${size} documents`, lists),
  ];
}

function summaryOf(sessionId: string): Record<string, unknown> {
  return { sessionId, title: `Session ${sessionId}`, status: 'idle', repository: 'sample' };
}
