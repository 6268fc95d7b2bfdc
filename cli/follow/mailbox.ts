/** Messages from callbacks, taken one at a time by one reader. */
export class Mailbox<T> {
  readonly #messages: T[] = [];
  #wake: (() => void) | undefined;

  put(message: T): void {
    this.#messages.push(message);
    this.#wake?.();
  }

  /** The next message, or undefined when none came within `timeoutMs` or the signal was aborted. */
  async take(timeoutMs: number, signal: AbortSignal): Promise<T | undefined> {
    if (this.#messages.length === 0 && !signal.aborted) await this.#arrival(timeoutMs, signal);
    return this.#messages.shift();
  }

  #arrival(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done);
      this.#wake = done;
    });
  }
}
