import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Tools that cannot change the workspace; every other one, known or not, waits. */
const readers = new Set([
  'read',
  'glob',
  'grep',
  'list',
  'skill',
  'todowrite',
  'todoread',
  'webfetch',
  'task',
  'question',
]);

const pollMs = 100;

/** Holds tools that could write until the repository is up to date. */
export class WriteGate {
  readonly #flag: string;
  readonly #timeoutMs: number;
  /** How often each session has stopped; OpenCode does not cancel a hook when a turn is aborted. */
  readonly #stops = new Map<string, number>();

  /** @param flag the file that appears when writing is safe */
  constructor(flag: string, timeoutMs = 300_000) {
    this.#flag = flag;
    this.#timeoutMs = timeoutMs;
  }

  sessionStopped(sessionId: string): void {
    this.#stops.set(sessionId, this.#stopsOf(sessionId) + 1);
  }

  /** Resolves when the tool may run; throws what the model is to read when it may not. */
  async pass(tool: string, sessionId: string): Promise<void> {
    if (readers.has(tool) || existsSync(this.#flag)) return;
    const stopsBefore = this.#stopsOf(sessionId);
    const giveUpAt = Date.now() + this.#timeoutMs;
    while (!existsSync(this.#flag)) {
      if (Date.now() > giveUpAt) {
        throw new Error('The repository is not up to date yet. Continue reading, then try again.');
      }
      await delay(pollMs);
      if (this.#stopsOf(sessionId) !== stopsBefore) {
        throw new Error('Stopped while waiting for the repository to be brought up to date.');
      }
    }
  }

  #stopsOf(sessionId: string): number {
    return this.#stops.get(sessionId) ?? 0;
  }
}
