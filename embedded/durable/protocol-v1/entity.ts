import { z } from 'zod';
import type { Worker } from '../../functions/worker.ts';
import type { EntityBatch, EntityOutcome } from '../protocol.ts';

const entityState = z.object({
  entityExists: z.boolean(),
  entityState: z.string().nullish(),
  results: z.array(z.object({ isError: z.boolean(), result: z.string().optional() })),
  signals: z.array(
    z.object({
      target: z.object({ name: z.string(), key: z.string() }),
      name: z.string(),
      input: z.string().nullish(),
    }),
  ),
});

/**
 * Runs a batch of operations on one entity. Rejects when the function could not be run at all;
 * an operation that throws is a result with `ok: false` (its effects up to the throw stay, as on
 * Azure).
 */
export async function runEntity(
  worker: Worker,
  functionName: string,
  batch: EntityBatch,
): Promise<EntityOutcome> {
  const input = {
    self: batch.id,
    exists: batch.state !== null,
    state: batch.state,
    batch: batch.operations.map(({ name, input, signal: isSignal }) => ({ name, input, isSignal })),
  };
  const state = entityState.parse(await worker.invoke(functionName, { input, direct: true }));
  return {
    results: batch.operations.map((_, index) => {
      const result = state.results[index];
      return { ok: !result?.isError, result: result?.result ?? null };
    }),
    signals: state.signals.map(({ target, name: operation, input }) => ({
      target,
      operation,
      // The SDK writes an absent input as an empty text.
      input: input || null,
    })),
    state: state.entityExists ? (state.entityState ?? null) : null,
  };
}
