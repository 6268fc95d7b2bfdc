const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long finished orchestrations can be looked at, in milliseconds. */
const keptMs = 7 * dayMs;

/** What is older than this the scheduler has deleted itself, or does not keep at all. */
const oldestMs = 90 * dayMs;

/** Up to this long before the first that is kept, time goes by the hour: usually all is there. */
const recentMs = 2 * dayMs;

export type PurgeWindow = { from: number; to: number };

/**
 * The spans of time, oldest first, in which finished orchestrations were created that can be
 * deleted: each short, for what one call deletes has to be done before it times out.
 *
 * @param now milliseconds since the epoch, as are the spans
 */
export function* purgeWindows(now: number): Generator<PurgeWindow> {
  const end = now - keptMs;
  for (let from = now - oldestMs; from < end;) {
    const to = from < end - recentMs ? Math.min(from + dayMs, end - recentMs) : from + hourMs;
    yield { from, to: Math.min(to, end) };
    from = to;
  }
}
