import type { Changes } from '../../contracts/events.ts';
import type { Publish } from '../../contracts/supervisor.ts';

type Work = (request: Publish) => Promise<Changes>;

/**
 * Publishes one run after the other, because git lets only one command at a time change the index.
 * Who asks for a run that is being published, having lost the connection, gets that outcome.
 */
export class Publisher {
  readonly #work: Work;
  readonly #going = new Map<string, Promise<Changes>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(work: Work) {
    this.#work = work;
  }

  publish(request: Publish): Promise<Changes> {
    const { runId } = request;
    const going = this.#going.get(runId);
    if (going) return going;
    const work = () => this.#work(request);
    const mine = this.#last.then(work, work).finally(() => this.#going.delete(runId));
    this.#going.set(runId, mine);
    this.#last = mine;
    return mine;
  }
}
