import type { Documents } from '../../../core/ports/documents.ts';
import type { Figure } from '../figures.ts';
import { inParallel } from '../in-parallel.ts';
import { repeat, type Charged } from './repeat.ts';

const few = 100;
const atOnce = 32;
const pageSize = 50;

/** Writes to a collection and lists of it, while it is short and when it has grown. */
export async function listDocuments(
  documents: Documents,
  { name, charged, count }: { name: string; charged: Charged | undefined; count: number },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  const put = (id: string) => documents.put('sessions', id, summaryOf(id));
  let there = 0;
  for (const size of new Set([Math.min(few, count), count])) {
    const ids = Array.from({ length: size - there }, (_, index) => `ses_${there + index}`);
    await inParallel(atOnce, ids, put);
    there = size;
    figures.push(
      ...(await repeat(`${name}: write one of ${size} documents`, charged, (share) =>
        put(`ses_${Math.floor(share * size)}`),
      )),
      ...(await repeat(`${name}: first ${pageSize} of ${size} documents`, charged, () =>
        documents.list('sessions', { where: { status: 'idle' }, limit: pageSize }),
      )),
    );
  }
  return figures;
}

function summaryOf(sessionId: string): Record<string, unknown> {
  return { sessionId, title: `Session ${sessionId}`, status: 'idle', repository: 'sample' };
}
