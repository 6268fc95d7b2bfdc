/** Lets work on the same thing wait for its turn, while different things go in parallel. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #shared = new Map<string, Promise<unknown>>();

  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#last.set(key, mine);
    const forget = () => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  }

  /**
   * Takes a turn together with all who ask for it before it has begun: whoever asks later is not
   * served by what was seen before. One kind of work for a key only.
   */
  share<T>(key: string, work: () => Promise<T>): Promise<T> {
    const waiting = this.#shared.get(key) as Promise<T> | undefined;
    if (waiting) return waiting;
    const turn = this.take(key, () => {
      this.#shared.delete(key);
      return work();
    });
    this.#shared.set(key, turn);
    return turn;
  }
}
