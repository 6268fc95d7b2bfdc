import type { Delivery, Sender } from 'rhea';
import { AmqpFailure } from './amqp-failure.ts';
import type { FakeQueue } from './fake-queue.ts';
import { accepted, answerAttach, holdAttach, rejected, settle } from './rhea-internals.ts';
import type { SessionLocks } from './session-locks.ts';
import { ticksOf, wireMessage } from './wire-message.ts';

const sessionFilter = 'com.microsoft:session-filter';

/** A client's receiver: rhea calls the link on our side of it a sender. */
export class ReceivingLink {
  readonly #link: Sender;
  readonly #queue: FakeQueue;
  readonly #locks: SessionLocks | undefined;
  #session: string | undefined;
  #open = false;
  /** Whether the client knows by now if it may receive. */
  #isAnswered = false;
  #giveUp: NodeJS.Timeout | undefined;

  constructor(link: Sender, queue: FakeQueue, locks: SessionLocks | undefined) {
    this.#link = link;
    this.#queue = queue;
    this.#locks = locks;
  }

  /** Answers the client's wish to receive, which takes as long as there is no session for it. */
  attach(): void {
    const { source, properties } = this.#link;
    holdAttach(this.#link);
    if (!this.#locks) return this.#begin({ address: source.address }, {});
    const wanted = (source.filter as Record<string, unknown> | undefined)?.[sessionFilter];
    if (wanted === undefined)
      throw new AmqpFailure('amqp:not-allowed', 'A queue with sessions needs a session receiver.');
    this.#locks.claim({
      holder: this,
      session: typeof wanted === 'string' ? wanted : undefined,
      granted: (session, until) => {
        this.#session = session;
        const filter = { [sessionFilter]: session };
        const locked = { 'com.microsoft:locked-until-utc': ticksOf(until) };
        this.#begin({ address: source.address, filter }, locked);
      },
      lost: () => this.#fail('com.microsoft:session-lock-lost', 'The session lock has expired.'),
    });
    if (this.#open) return;
    const waitMs = Number((properties as Record<string, unknown>)['com.microsoft:timeout']);
    this.#giveUp = setTimeout(() => this.#timeOut(), waitMs);
  }

  /** Delivers what the client has asked for and the queue has. */
  pump(): void {
    if (!this.#open || !this.#link.is_open() || !this.#link.sendable()) return;
    const lock = this.#queue.lockNext(this, this.#session);
    if (!lock) return;
    this.#link.send(wireMessage(lock.message, lock.until), lock.token);
    // rhea counts the client's credit down when it writes, which it does after this turn.
    setImmediate(() => this.pump());
  }

  complete(delivery: Delivery): void {
    this.#settle(delivery, (token) => this.#queue.complete(token));
  }

  abandon(delivery: Delivery): void {
    this.#settle(delivery, (token) => this.#queue.abandon(token));
  }

  /** Its time with the message was up before it knew. */
  loseLock(delivery: Delivery): void {
    this.#queue.abandon(Buffer.from(delivery.tag as Buffer));
  }

  /** The client is gone, or has had its time: what it holds goes back. */
  release(): void {
    clearTimeout(this.#giveUp);
    this.#open = false;
    if (this.#locks) this.#locks.release(this);
    else this.#queue.abandonAllOf(this);
  }

  /** The client has given up before there was an answer, which it gets now. */
  detached(): void {
    this.release();
    if (this.#isAnswered || !this.#link.session.is_open()) return;
    this.#link.set_source({} as never);
    this.#link.open();
  }

  #begin(source: Record<string, unknown>, properties: Record<string, unknown>): void {
    clearTimeout(this.#giveUp);
    this.#open = true;
    this.#isAnswered = true;
    this.#link.set_source(source as never);
    const { snd_settle_mode, rcv_settle_mode } = this.#link;
    answerAttach(this.#link, { properties, snd_settle_mode, rcv_settle_mode });
    this.pump();
  }

  #timeOut(): void {
    this.release();
    this.#fail('com.microsoft:timeout', 'No session became available in time.');
  }

  #fail(condition: string, description: string): void {
    if (!this.#link.is_remote_open()) return;
    this.#isAnswered = true;
    this.#link.set_source({} as never);
    this.#link.open();
    this.#link.close({ condition, description } as never);
  }

  #settle(delivery: Delivery, work: (token: Buffer) => void): void {
    try {
      work(Buffer.from(delivery.tag as Buffer));
      settle(delivery, accepted());
    } catch (error) {
      if (!(error instanceof AmqpFailure)) throw error;
      const lost = this.#locks ? 'com.microsoft:session-lock-lost' : error.condition;
      settle(delivery, rejected(lost, error.message));
    }
  }
}
