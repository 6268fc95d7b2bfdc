/** Time as the triggers see it; tests pass their own. */
export type Scheduler = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once `delayMs` have passed; returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
};

/** Node's timers overflow beyond this and would fire at once. */
const longestTimeoutMs = 2 ** 31 - 1;

export const systemScheduler: Scheduler = {
  now: Date.now,
  after(delayMs, callback) {
    const until = Date.now() + delayMs;
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const left = until - Date.now();
      if (left > 0) timer = setTimeout(wait, Math.min(left, longestTimeoutMs));
      else callback();
    };
    timer = setTimeout(wait, Math.min(Math.max(delayMs, 0), longestTimeoutMs));
    return () => clearTimeout(timer);
  },
};
