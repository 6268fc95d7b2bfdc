import { setTimeout as delay } from 'node:timers/promises';
import { isAway } from './errors.ts';

const retryMs = 1_000;
/** A service that restarts is back well within this time. */
const patienceMs = 30_000;

/** Resolves when it is time to try again after the error, or throws it when that is of no use. */
export type Patience = (error: unknown) => Promise<void>;

/** Waits out a restart of the service, counted from now, and no other error. Cut short by the signal. */
export function patience(signal: AbortSignal): Patience {
  const giveUpAt = performance.now() + patienceMs;
  return async (error) => {
    if (!isAway(error) || performance.now() > giveUpAt) throw error;
    await delay(retryMs, undefined, { signal }).catch(() => {});
  };
}

/** Calls again while the service is away; `call` must be one that may be repeated. */
export async function patientCall<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const pause = patience(signal);
  for (;;) {
    try {
      return await call();
    } catch (error) {
      await pause(error);
    }
  }
}
