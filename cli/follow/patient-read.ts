import { setTimeout as delay } from 'node:timers/promises';
import type { SessionEvent } from '../../contracts/events.ts';
import { isAway } from '../errors.ts';

const retryMs = 1_000;
/** A service that restarts is back well within this time. */
const patienceMs = 30_000;

/**
 * Reads again from where it stopped while the service is away, as a restart loses nothing. `read`
 * starts after the last event that was taken. Ends early when the signal is aborted.
 */
export async function* patientRead(
  read: () => AsyncIterable<SessionEvent>,
  signal: AbortSignal,
): AsyncGenerator<SessionEvent> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      yield* read();
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!isAway(error) || performance.now() > giveUpAt) throw error;
      await delay(retryMs, undefined, { signal }).catch(() => {});
    }
  }
}
