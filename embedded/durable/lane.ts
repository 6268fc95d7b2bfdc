export type LaneOptions<Key> = {
  /** How many keys may run at once. */
  limit: number;
  /** One turn; `attempt` counts from 1 and starts again after a success. */
  run: (key: Key, attempt: number) => Promise<void>;
  firstBackoffMs: number;
  maxBackoffMs: number;
  /** Told of each turn that failed and how long it rests. */
  onFailure: (key: Key, error: unknown, attempt: number, backoffMs: number) => void;
  /** Told whenever nothing is ready or running any more. */
  onDrained: () => void;
};

/**
 * Runs turns by key: first come first served, never two of one key at once, a bounded number in
 * all. A key whose turn fails rests for an exponentially growing time and is tried again.
 */
export class Lane<Key> {
  readonly #options: LaneOptions<Key>;
  readonly #ready = new Set<Key>();
  readonly #running = new Set<Key>();
  /** Woken while they ran: something came that their turn may not have seen. */
  readonly #again = new Set<Key>();
  readonly #resting = new Map<Key, NodeJS.Timeout>();
  readonly #failures = new Map<Key, number>();
  #turns = 0;
  #stopped = false;

  constructor(options: LaneOptions<Key>) {
    this.#options = options;
  }

  /** Turns begun so far. */
  get turns(): number {
    return this.#turns;
  }

  get running(): number {
    return this.#running.size;
  }

  get ready(): number {
    return this.#ready.size;
  }

  get drained(): boolean {
    return this.#running.size === 0 && (this.#stopped || this.#ready.size === 0);
  }

  add(key: Key): void {
    if (this.#running.has(key)) this.#again.add(key);
    else if (!this.#resting.has(key)) this.#ready.add(key);
    this.#pump();
  }

  /** Starts nothing more; what runs goes on. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
    if (this.drained) this.#options.onDrained();
  }

  #pump(): void {
    for (const key of this.#ready) {
      if (this.#stopped || this.#running.size >= this.#options.limit) return;
      this.#ready.delete(key);
      this.#running.add(key);
      void this.#turn(key);
    }
  }

  async #turn(key: Key): Promise<void> {
    this.#turns += 1;
    const attempt = (this.#failures.get(key) ?? 0) + 1;
    try {
      await this.#options.run(key, attempt);
      if (attempt > 1) this.#failures.delete(key);
    } catch (error) {
      this.#rest(key, error, attempt);
    }
    this.#running.delete(key);
    if (this.#again.delete(key) && !this.#resting.has(key)) this.#ready.add(key);
    this.#pump();
    if (this.drained) this.#options.onDrained();
  }

  #rest(key: Key, error: unknown, attempt: number): void {
    const { firstBackoffMs, maxBackoffMs, onFailure } = this.#options;
    this.#failures.set(key, attempt);
    const backoffMs = Math.min(firstBackoffMs * 2 ** (attempt - 1), maxBackoffMs);
    onFailure(key, error, attempt, backoffMs);
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#resting.delete(key);
      this.add(key);
    }, backoffMs);
    this.#resting.set(key, timer);
  }
}
