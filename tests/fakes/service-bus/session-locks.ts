import type { FakeQueue } from './fake-queue.ts';
import { AmqpFailure } from './amqp-failure.ts';

/** A receiver that wants a session: the one it names, or any that has messages. */
export type Claim = {
  holder: object;
  session: string | undefined;
  granted(session: string, until: number): void;
  /** Its lock is over, though it did not give it back. */
  lost(): void;
};

type Held = { claim: Claim; until: number; cancel: () => void };

/** Who has which session of a queue. A session has one receiver at a time. */
export class SessionLocks {
  readonly #queue: FakeQueue;
  readonly #held = new Map<string, Held>();
  readonly #waiting = new Set<Claim>();

  constructor(queue: FakeQueue) {
    this.#queue = queue;
  }

  claim(claim: Claim): void {
    if (claim.session !== undefined && this.#held.has(claim.session))
      throw new AmqpFailure(
        'com.microsoft:session-cannot-be-locked',
        'The requested session cannot be accepted. It may be locked by another receiver.',
      );
    if (claim.session !== undefined) return this.#grant(claim, claim.session);
    this.#waiting.add(claim);
    this.offer();
  }

  /** Gives sessions that have messages to those who wait for one. */
  offer(): void {
    if (this.#waiting.size === 0) return;
    for (const session of this.#queue.sessionsWaiting()) {
      const [claim] = this.#waiting;
      if (!claim) return;
      if (!this.#held.has(session)) this.#grant(claim, session);
    }
  }

  /** Ends a claim, whether it was granted or not. */
  release(holder: object): void {
    for (const claim of this.#waiting) if (claim.holder === holder) this.#waiting.delete(claim);
    for (const [session, { claim, cancel }] of this.#held) {
      if (claim.holder !== holder) continue;
      cancel();
      this.#held.delete(session);
      this.#queue.abandonAllOf(holder);
    }
    this.offer();
  }

  /** @returns until when the lock holds now, in milliseconds since the epoch */
  renew(session: string): number {
    const held = this.#held.get(session);
    if (!held)
      throw new AmqpFailure('com.microsoft:session-lock-lost', 'The session lock is lost.', 410);
    held.cancel();
    return this.#hold(held.claim, session);
  }

  /** Takes the session from whoever has it. */
  lose(session: string): void {
    const held = this.#held.get(session);
    if (!held) return;
    this.release(held.claim.holder);
    held.claim.lost();
  }

  #grant(claim: Claim, session: string): void {
    this.#waiting.delete(claim);
    claim.granted(session, this.#hold(claim, session));
  }

  #hold(claim: Claim, session: string): number {
    const { scheduler, lockMs } = this.#queue.options;
    const cancel = scheduler.after(lockMs, () => this.lose(session));
    const until = scheduler.now() + lockMs;
    this.#held.set(session, { claim, until, cancel });
    return until;
  }
}
