import { log } from '../adapters/log.ts';
import { services } from '../adapters/services.ts';
import type { ModelUsage } from '../core/ports/models.ts';

/**
 * Counts one model call for the run that made it, or for its session alone when nothing ran. Never
 * fails, for the call has been answered by then. What could not be counted is logged.
 */
export async function meter(
  caller: { sessionId: string; runId: string | undefined },
  usage: ModelUsage,
): Promise<void> {
  try {
    await services().modelUsage.add(caller, usage);
  } catch (error) {
    log('error', 'models.usage-uncounted', String(error), { ...caller, ...usage });
  }
}
