import type { Choice } from './ask.ts';

export type RunInterruptsOptions = {
  /** Asks the person; absent when there is none at a terminal. */
  ask: (() => Promise<Choice>) | undefined;
  /** Asks the service to stop the run; its end then arrives as an event. */
  stop: () => Promise<void>;
  detach: () => void;
  /** Ends the command at once. */
  leave: () => void;
};

/** Decides what Ctrl-C does while a run is watched: the first asks or stops, the next one leaves. */
export class RunInterrupts {
  readonly #options: RunInterruptsOptions;
  #state: 'calm' | 'asking' | 'stopping' = 'calm';

  constructor(options: RunInterruptsOptions) {
    this.#options = options;
  }

  /** Takes one Ctrl-C; resolves when it has been dealt with. */
  async interrupt(): Promise<void> {
    const before = this.#state;
    if (before === 'stopping') return this.#options.leave();
    if (before === 'asking' || !this.#options.ask) {
      this.#state = 'stopping';
      await this.#options.stop();
      if (before === 'asking') this.#options.leave();
      return;
    }
    this.#state = 'asking';
    const choice = await this.#options.ask();
    // A second Ctrl-C at the question has decided already.
    if (this.#state !== 'asking') return;
    this.#state = choice === 'stop' ? 'stopping' : 'calm';
    if (choice === 'stop') await this.#options.stop();
    if (choice === 'detach') this.#options.detach();
  }
}
