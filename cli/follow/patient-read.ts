import type { SessionEvent } from '../../contracts/events.ts';
import { patience } from '../patience.ts';

/**
 * Reads again from where it stopped while the service is away, as a restart loses nothing. `read`
 * starts after the last event that was taken. Ends early when the signal is aborted.
 */
export async function* patientRead(
  read: () => AsyncIterable<SessionEvent>,
  signal: AbortSignal,
): AsyncGenerator<SessionEvent> {
  const pause = patience(signal);
  for (;;) {
    try {
      yield* read();
      return;
    } catch (error) {
      if (signal.aborted) return;
      await pause(error);
    }
  }
}
