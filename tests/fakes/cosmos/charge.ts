import type { RequestKind } from './faults.ts';
import type { Reply } from './handle-item.ts';

/**
 * What Cosmos DB charges, by Microsoft's table for documents of 1 and of 100 KB and a line between
 * the two: 1 and 10 request units for a read, 5 and 50 for a write. Strong consistency doubles the
 * reads. A query has a look-up besides the read of its results.
 */
export function requestUnitsOf(kind: RequestKind, { body }: Reply): number {
  switch (kind) {
    case 'read':
      return 2 * readUnits(body);
    case 'query':
      return 2 * (lookUp + readUnits((body as { Documents: unknown }).Documents));
    case 'batch': {
      const answers = body as Array<{ statusCode: number; resourceBody?: unknown }>;
      const stored = answers.filter(({ statusCode }) => statusCode < 300);
      return stored.reduce((sum, { resourceBody }) => sum + writeUnits(resourceBody), 0) || refusal;
    }
    default:
      return writeUnits(body);
  }
}

/** What an answer costs that is no success. */
export const refusal = 1;

const lookUp = 1.8;

function readUnits(documents: unknown): number {
  return 1 + (9 / 99) * kilobytesAbove1(documents);
}

function writeUnits(document: unknown): number {
  return 5 + (45 / 99) * kilobytesAbove1(document);
}

function kilobytesAbove1(value: unknown): number {
  return Math.max(0, Buffer.byteLength(JSON.stringify(value ?? null)) / 1_000 - 1);
}
