import { OrchestrationRuntimeStatus, type DurableClient } from 'durable-functions';
import { log } from '../adapters/log.ts';
import { purgeWindows } from '../core/purge-windows.ts';

/** An actor is none of these as long as it lives. */
const finished = [
  OrchestrationRuntimeStatus.Completed,
  OrchestrationRuntimeStatus.Failed,
  OrchestrationRuntimeStatus.Terminated,
];

/**
 * Deletes orchestrations that have been over for long, from the oldest on. Where that fails, it goes
 * on with the next, and the next day tries again.
 *
 * @param now milliseconds since the epoch
 * @returns how many were deleted
 */
export async function purgeFinished(client: DurableClient, now: number): Promise<number> {
  let purged = 0;
  for (const { from, to } of purgeWindows(now)) {
    const [createdTimeFrom, createdTimeTo] = [new Date(from), new Date(to)];
    try {
      const result = await client.purgeInstanceHistoryBy({
        ...{ createdTimeFrom, createdTimeTo },
        runtimeStatus: finished,
      });
      purged += result.instancesDeleted;
    } catch (error) {
      const span = { from: createdTimeFrom.toISOString(), to: createdTimeTo.toISOString() };
      log('error', 'purge.failed', String(error), span);
    }
  }
  return purged;
}
