/** Collects what arrives and lets a test wait for the next so many of it. */
export class Inbox<T> {
  readonly #items: T[] = [];
  #taken = 0;
  #waiting: { count: number; resolve: (items: T[]) => void } | undefined;

  add(item: T): void {
    this.#items.push(item);
    this.#settle();
  }

  /** Resolves with the next `count` items, in the order of arrival. One caller at a time. */
  take(count: number): Promise<T[]> {
    return new Promise((resolve) => {
      this.#waiting = { count, resolve };
      this.#settle();
    });
  }

  #settle(): void {
    if (!this.#waiting || this.#items.length - this.#taken < this.#waiting.count) return;
    const { count, resolve } = this.#waiting;
    this.#waiting = undefined;
    const items = this.#items.slice(this.#taken, this.#taken + count);
    this.#taken += count;
    resolve(items);
  }
}
