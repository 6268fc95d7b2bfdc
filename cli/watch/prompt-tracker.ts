import type { Failure } from '../../contracts/errors.ts';
import type { SessionEvent } from '../../contracts/events.ts';

type RunFinished = Extract<SessionEvent, { type: 'run.finished' }>['data'];

export type PromptEnd =
  | { kind: 'finished'; data: RunFinished }
  | { kind: 'cancelled' }
  /** It came when the session could not take it. */
  | { kind: 'refused'; failure: Failure };

/** Finds, in a session's events, what became of one prompt. */
export class PromptTracker {
  readonly #promptId: string;
  #begun = false;
  #runId: string | undefined;

  constructor(promptId: string) {
    this.#promptId = promptId;
  }

  /** Whether the session has taken the prompt. */
  get begun(): boolean {
    return this.#begun;
  }

  /** The run that answers the prompt: its own, or the one that it was steered into. */
  get runId(): string | undefined {
    return this.#runId;
  }

  /** Takes the next event; answers how the prompt ended, with the event that ends it. */
  take(event: SessionEvent): PromptEnd | undefined {
    if ('promptId' in event.data && event.data.promptId === this.#promptId) this.#begun = true;
    else if (event.type !== 'run.finished' || event.data.runId !== this.#runId) return undefined;
    switch (event.type) {
      case 'run.started':
      case 'prompt.steered':
        this.#runId = event.data.runId;
        return undefined;
      case 'prompt.cancelled':
        return { kind: 'cancelled' };
      case 'prompt.refused':
        return { kind: 'refused', failure: event.data.failure };
      case 'run.finished':
        return { kind: 'finished', data: event.data };
      default:
        return undefined;
    }
  }
}
