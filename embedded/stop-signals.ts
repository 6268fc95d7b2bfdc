import type { EventEmitter } from 'node:events';

/** One Ctrl-C may arrive from the terminal, from npm and from its script. */
const samePressMs = 500;

/**
 * Ends the service in order at the first SIGINT or SIGTERM, and at once at a second one.
 *
 * @param emitter the process, which emits the signals' names
 * @param exit is given the exit code: 0 after an orderly end
 */
export function stopOnSignals(
  emitter: EventEmitter,
  stop: () => Promise<void>,
  exit: (code: number, error?: unknown) => void,
  now: () => number = performance.now.bind(performance),
): void {
  let since: number | undefined;
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    emitter.on(signal, () => {
      if (since !== undefined) {
        if (now() - since > samePressMs) exit(128 + number);
        return;
      }
      since = now();
      stop().then(
        () => exit(0),
        (error: unknown) => exit(1, error),
      );
    });
  }
}
