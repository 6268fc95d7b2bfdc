/** How long a run's agent has waited for people to answer. */
export type WaitingTime = {
  /** Milliseconds, without the wait that goes on. */
  waitedMs: number;
  /** ISO time since when it waits; null while it waits for nobody. */
  waitingSince: string | null;
};

/** That of a run which has just begun. */
export const noWait: WaitingTime = { waitedMs: 0, waitingSince: null };

/** Milliseconds that have been waited in all until `now`, an ISO time. */
export function waitedUntil(time: WaitingTime, now: string): number {
  return time.waitedMs + waitsFor(time, now);
}

/** Milliseconds of the wait that goes on; 0 without one. */
export function waitsFor({ waitingSince }: WaitingTime, now: string): number {
  return waitingSince === null ? 0 : Math.max(0, Date.parse(now) - Date.parse(waitingSince));
}

/** The same, from `now` on waiting or not; the very same object when that is as it was. */
export function noteWaiting<T extends WaitingTime>(time: T, waits: boolean, now: string): T {
  if (waits === (time.waitingSince !== null)) return time;
  return { ...time, waitedMs: waitedUntil(time, now), waitingSince: waits ? now : null };
}
