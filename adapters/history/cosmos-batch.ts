import type { JSONObject, OperationInput, OperationResponse } from '@azure/cosmos';
import { headId, type PreparedEvent } from './cosmos-events.ts';

/**
 * What came of a batch, which is stored whole or not at all: `moved` when the head no longer
 * counts what the batch was built on, `present` when one of its events is stored already, `busy`
 * when the service asks to come back later.
 */
export type BatchOutcome = 'committed' | 'moved' | 'present' | 'busy';

/** A batch may have 100 operations, one of which moves the head. */
const batchEvents = 99;

/** A request may have 2 MB; what an event has beside its data is small. */
const batchBytes = 1_500_000;
const documentBytes = 1_000;

/** As many of the events, from the first on, as one batch can take; at least one. */
export function fillBatch(waiting: readonly PreparedEvent[]): PreparedEvent[] {
  const batch: PreparedEvent[] = [];
  let bytes = 0;
  for (const prepared of waiting.slice(0, batchEvents)) {
    bytes += prepared.size + documentBytes;
    if (batch.length > 0 && bytes > batchBytes) break;
    batch.push(prepared);
  }
  return batch;
}

/** Moves the head from `lastSeq`, if it is still there, and creates the events behind it. */
export function batchOperations(
  sessionId: string,
  lastSeq: number,
  batch: readonly PreparedEvent[],
): OperationInput[] {
  const next = lastSeq + batch.length;
  const head: OperationInput =
    lastSeq === 0
      ? {
          operationType: 'Create',
          resourceBody: { id: headId, session: sessionId, lastSeq: next },
        }
      : {
          operationType: 'Patch',
          id: headId,
          resourceBody: {
            condition: `from c where c.lastSeq = ${lastSeq}`,
            operations: [{ op: 'set', path: '/lastSeq', value: next }],
          },
        };
  const creates = batch.map(({ document }, index): OperationInput => {
    const resourceBody = { ...document, seq: lastSeq + 1 + index };
    // A document is JSON; the SDK's type for it has no room for optional fields.
    return { operationType: 'Create', resourceBody: resourceBody as unknown as JSONObject };
  });
  return [head, ...creates];
}

/** Reads the answers to a batch: one operation has its own status, the others say 424. */
export function batchOutcome(answers: readonly OperationResponse[]): BatchOutcome {
  const failed = answers.findIndex(({ statusCode }) => statusCode >= 400 && statusCode !== 424);
  const status = answers[failed]?.statusCode;
  if (status === undefined) return 'committed';
  if (failed === 0 && [404, 409, 412].includes(status)) return 'moved';
  if (failed > 0 && status === 409) return 'present';
  if ([408, 429, 449, 503].includes(status)) return 'busy';
  throw new Error(`Operation ${failed} of a batch of the history was refused with ${status}.`);
}
