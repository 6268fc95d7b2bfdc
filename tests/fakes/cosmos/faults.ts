/** What a test wants to go wrong. */
export type Fault = {
  /** The kind of request that it meets. */
  on: RequestKind;
  /**
   * An answer in the place of the real one; or the connection is cut, before the request is
   * carried out or after it, so that the client cannot know.
   */
  effect: { status: number; retryAfterMs?: number } | 'cut-before' | 'cut-after';
  /** How many requests it meets. */
  times: number;
};

export type RequestKind = 'read' | 'create' | 'upsert' | 'patch' | 'delete' | 'query' | 'batch';

/** The faults that are left, first come first served. */
export class Faults {
  #waiting: Fault[] = [];

  add(fault: Fault): void {
    this.#waiting.push({ ...fault });
  }

  take(kind: RequestKind): Fault['effect'] | undefined {
    const fault = this.#waiting.find(({ on }) => on === kind);
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.#waiting = this.#waiting.filter((other) => other !== fault);
    return fault.effect;
  }
}
