import type { SessionEvent, Usage } from '../contracts/events.ts';
import type { Person } from '../contracts/ids.ts';
import {
  factOfRun,
  mergeFact,
  sessionFact,
  type About,
  type IdentifiedFact,
  type RunOfFact,
} from './facts.ts';

/** Follows a session's history to the facts that were noted beside it, each under the same id. */
export class RestoredFacts {
  readonly #about: About;
  readonly #authors = new Map<string, Person>();
  readonly #runs = new Map<string, RunOfFact>();
  readonly #usage = new Map<string, Usage>();

  constructor(about: About) {
    this.#about = about;
  }

  /** The fact that the event stands for, if it stands for one. */
  add(event: SessionEvent): IdentifiedFact | undefined {
    const { at } = event;
    switch (event.type) {
      case 'session.created':
        return sessionFact({ ...this.#about, author: event.data.author, createdAt: at });
      case 'branch.merged':
        return mergeFact(this.#about, { ...event.data, at });
      case 'prompt.queued':
        this.#authors.set(event.data.promptId, event.data.author);
        return undefined;
      case 'run.started': {
        const { runId, promptId, model } = event.data;
        const author = this.#authors.get(promptId);
        this.#authors.delete(promptId);
        if (author) this.#runs.set(runId, { startedAt: at, model, author });
        return undefined;
      }
      case 'run.usage':
        this.#usage.set(event.data.runId, event.data.usage);
        return undefined;
      case 'run.finished': {
        const { runId } = event.data;
        const run = this.#runs.get(runId);
        const usage = this.#usage.get(runId);
        this.#runs.delete(runId);
        this.#usage.delete(runId);
        return run && factOfRun(this.#about, run, event.data, usage);
      }
      default:
        return undefined;
    }
  }
}
