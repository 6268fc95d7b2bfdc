import type { EventEmitter } from 'node:events';

/** One Ctrl-C may arrive from the terminal, from npm and from its script. */
const samePressMs = 500;

/**
 * Ctrl-C and the other ways in which a command is asked to end. As long as nobody handles Ctrl-C,
 * it aborts the signal, as a request to terminate always does.
 */
export class Interrupts {
  readonly #controller = new AbortController();
  #handler: (() => void) | undefined;

  /** `emitter` is the process, which emits the signals' names; `now` is a time in milliseconds. */
  constructor(emitter: EventEmitter, now: () => number = performance.now.bind(performance)) {
    let pressedAt = -Infinity;
    emitter.on('SIGINT', () => {
      if (now() - pressedAt < samePressMs) return;
      pressedAt = now();
      this.interrupt();
    });
    for (const name of ['SIGTERM', 'SIGHUP']) emitter.on(name, () => this.abort());
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(): void {
    this.#controller.abort();
  }

  /** What Ctrl-C does, wherever it was pressed. */
  interrupt(): void {
    if (this.#handler) this.#handler();
    else this.abort();
  }

  /** Hands Ctrl-C to `handler` while `work` goes on. */
  async handledBy<T>(handler: () => void, work: () => Promise<T>): Promise<T> {
    const before = this.#handler;
    this.#handler = handler;
    try {
      return await work();
    } finally {
      this.#handler = before;
    }
  }
}
