/**
 * Sessions that wait for a place, first come, first served. One that is called while it is being
 * handled is remembered: whoever handles it may have looked just before the message came.
 */
export class SessionLine {
  readonly #waiting = new Set<string>();
  /** With whether the session was called meanwhile. */
  readonly #busy = new Map<string, boolean>();
  readonly #places: number;

  /** @param places how many sessions may be handled at the same time. */
  constructor(places: number) {
    this.#places = places;
  }

  join(session: string): void {
    if (this.#busy.has(session)) this.#busy.set(session, true);
    else this.#waiting.add(session);
  }

  /** The next session to handle, now busy; nothing when all places are taken or nobody waits. */
  take(): string | undefined {
    if (this.#busy.size >= this.#places) return undefined;
    const [session] = this.#waiting;
    if (session === undefined) return undefined;
    this.#waiting.delete(session);
    this.#busy.set(session, false);
    return session;
  }

  /** Gives the place free; true when the session was called while it was busy. */
  release(session: string): boolean {
    const called = this.#busy.get(session) ?? false;
    this.#busy.delete(session);
    return called;
  }
}
