import { log } from '../../adapters/log.ts';

/** Checks one of many: one that fails is logged, and must not keep the others from being looked at. */
export async function apart(
  subject: Record<string, string>,
  check: () => Promise<void>,
): Promise<void> {
  try {
    await check();
  } catch (error) {
    log('error', 'sweep.failed', error instanceof Error ? error.message : String(error), subject);
  }
}
