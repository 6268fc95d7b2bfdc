/** Runs one publish; never rejects. */
type Publish = () => Promise<void>;

type Waiting = { group: string; publish: Publish; done: () => void };

export type PublishQueueOptions = {
  /** Publishes running at the same time, at most one of a group. */
  maxInFlight: number;
  /** Publishes waiting in all groups; beyond it the oldest is given up. */
  maxWaiting: number;
  /** Called for each publish that is given up. */
  onDrop: (group: string) => void;
};

/** Keeps the order of each group's publishes while different groups go in parallel. */
export class PublishQueue {
  readonly #options: PublishQueueOptions;
  /** Everything that waits, oldest first. */
  readonly #waiting = new Set<Waiting>();
  /** What waits of each group; a group is here as long as it waits or is in flight. */
  readonly #lanes = new Map<string, Waiting[]>();
  /** Groups that wait and have nothing in flight, longest waiting first. */
  readonly #ready = new Set<string>();
  readonly #inFlight = new Set<Promise<void>>();

  constructor(options: PublishQueueOptions) {
    this.#options = options;
  }

  /** Resolves when the publish has run, or has been given up because too many wait. */
  add(group: string, publish: Publish): Promise<void> {
    return new Promise((done) => {
      const waiting = { group, publish, done };
      const lane = this.#lanes.get(group);
      if (lane) {
        lane.push(waiting);
      } else {
        this.#lanes.set(group, [waiting]);
        this.#ready.add(group);
      }
      this.#waiting.add(waiting);
      this.#startReady();
      if (this.#waiting.size > this.#options.maxWaiting) this.#dropOldest();
    });
  }

  /** Gives up everything that waits and resolves when nothing is in flight. */
  async close(): Promise<void> {
    while (this.#waiting.size > 0) this.#dropOldest();
    await Promise.all(this.#inFlight);
  }

  #startReady(): void {
    for (const group of this.#ready) {
      if (this.#inFlight.size >= this.#options.maxInFlight) return;
      this.#ready.delete(group);
      const next = this.#lanes.get(group)?.shift();
      if (next) this.#start(next);
    }
  }

  #start(next: Waiting): void {
    this.#waiting.delete(next);
    const run = next.publish().then(() => {
      this.#inFlight.delete(run);
      if (this.#lanes.get(next.group)?.length) this.#ready.add(next.group);
      else this.#lanes.delete(next.group);
      next.done();
      this.#startReady();
    });
    this.#inFlight.add(run);
  }

  #dropOldest(): void {
    for (const oldest of this.#waiting) {
      this.#waiting.delete(oldest);
      // The oldest of all is the first of its lane.
      const lane = this.#lanes.get(oldest.group);
      lane?.shift();
      if (lane?.length === 0 && this.#ready.delete(oldest.group)) this.#lanes.delete(oldest.group);
      oldest.done();
      this.#options.onDrop(oldest.group);
      return;
    }
  }
}
