import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import rhea, { type Message } from 'rhea';
import type { Scheduler } from '../../../embedded/functions/scheduler.ts';
import { AmqpFailure } from './amqp-failure.ts';
import type { MessageStore, StoredMessage } from './message-store.ts';
import { decode } from './rhea-internals.ts';

export type QueueOptions = {
  name: string;
  store: MessageStore;
  scheduler: Scheduler;
  requiresSession: boolean;
  lockMs: number;
  maxDeliveries: number;
  /** How long a message id is remembered; 0 for not at all. */
  deduplicationMs: number;
  /** Where messages go that are given up. */
  deadLetters?: FakeQueue;
};

/** What Service Bus Standard takes, a batch included. */
const maxBytes = 256 * 1024;

/** A message in the hands of a receiver. */
export type Lock = { token: Buffer; message: StoredMessage; holder: object; until: number };

/** One queue: what waits, what is locked, and what is done with it. It knows nothing of links. */
export class FakeQueue {
  readonly options: QueueOptions;
  readonly #locks = new Map<number, Lock>();
  /** Told when there may be something to deliver. */
  onReady: () => void = () => {};
  readonly #changes = new EventEmitter();

  constructor(options: QueueOptions) {
    this.options = options;
    for (const { dueAt } of options.store.scheduled(options.name)) this.#promoteAt(dueAt);
  }

  /** Takes in a batch, whole or not at all. */
  enqueue(messages: readonly Message[]): void {
    const { store } = this.options;
    const bytes = messages.reduce((sum, each) => sum + rhea.message.encode(each).length, 0);
    if (bytes > maxBytes)
      throw new AmqpFailure('amqp:link:message-size-exceeded', 'The message is too large.');
    store.transaction(() => messages.forEach((message) => this.#enqueueOne(message)));
    this.onReady();
  }

  /** The first message that waits, of the session when there are sessions, locked for the holder. */
  lockNext(holder: object, session?: string): Lock | undefined {
    const message = this.#waiting(session).next().value;
    if (!message) return undefined;
    const until = this.options.scheduler.now() + this.options.lockMs;
    const lock = { token: randomBytes(16), message, holder, until };
    this.#locks.set(message.seq, lock);
    return lock;
  }

  /** Sessions that have something waiting, the longest waiting first. */
  sessionsWaiting(): string[] {
    return [...new Set([...this.#waiting()].map(({ session }) => session))];
  }

  complete(token: Buffer): void {
    const { message } = this.#unlock(token);
    this.options.store.remove(message.seq);
    this.#changes.emit('removed');
  }

  /** Puts the message back to its place; gives it up when that has happened too often. */
  abandon(token: Buffer): void {
    const { message } = this.#unlock(token);
    const { store, maxDeliveries } = this.options;
    const deliveries = message.deliveries + 1;
    if (deliveries < maxDeliveries) store.countDelivery(message.seq);
    else this.#giveUp({ ...message, deliveries });
    this.onReady();
  }

  abandonAllOf(holder: object): void {
    for (const lock of [...this.#locks.values()])
      if (lock.holder === holder) this.abandon(lock.token);
  }

  renew(token: Buffer): number {
    const lock = this.#locked(token);
    lock.until = this.options.scheduler.now() + this.options.lockMs;
    return lock.until;
  }

  peek(fromSeq: number, count: number): StoredMessage[] {
    return [...this.options.store.from(this.options.name, fromSeq)].slice(0, count);
  }

  /** Resolves when nothing waits and nothing is locked; what is scheduled does not count. */
  async idle(): Promise<void> {
    while (this.peek(0, 1).length > 0) await once(this.#changes, 'removed');
  }

  #enqueueOne(message: Message): void {
    const { name, store, scheduler, requiresSession, deduplicationMs } = this.options;
    const session = message.group_id;
    if (requiresSession && !session)
      throw new AmqpFailure('amqp:not-allowed', 'The SessionId was not set on a message.');
    const now = scheduler.now();
    const messageId = String(message.message_id);
    const until = now + deduplicationMs;
    if (deduplicationMs > 0 && !store.isNew(name, messageId, { now, until })) return;
    const content = rhea.message.encode(message);
    const stored = { session: session ?? '', messageId, enqueuedAt: now, deliveries: 0, content };
    const annotation: unknown = message.message_annotations?.['x-opt-scheduled-enqueue-time'];
    const dueAt = annotation === undefined ? now : Number(annotation);
    if (dueAt <= now) return store.add(name, stored);
    store.add(name, stored, dueAt);
    this.#promoteAt(dueAt);
  }

  #promoteAt(dueAt: number): void {
    const { scheduler, store, name } = this.options;
    scheduler.after(dueAt - scheduler.now(), () => {
      for (const { seq, dueAt: due, ...message } of store.scheduled(name)) {
        if (due > scheduler.now()) continue;
        store.transaction(() => {
          store.remove(seq);
          store.add(name, { ...message, enqueuedAt: due });
        });
      }
      this.onReady();
    });
  }

  #giveUp(message: StoredMessage): void {
    const { store, deadLetters } = this.options;
    if (!deadLetters) return;
    const content = decode(message.content);
    content.application_properties = {
      ...content.application_properties,
      DeadLetterReason: 'MaxDeliveryCountExceeded',
      DeadLetterErrorDescription: `It was delivered ${message.deliveries} times.`,
    };
    const { seq, ...rest } = message;
    store.transaction(() => {
      store.remove(seq);
      store.add(deadLetters.options.name, { ...rest, content: rhea.message.encode(content) });
    });
    deadLetters.onReady();
    this.#changes.emit('removed');
  }

  *#waiting(session?: string): Generator<StoredMessage> {
    for (const message of this.options.store.from(this.options.name, 0))
      if (!this.#locks.has(message.seq) && (session ?? message.session) === message.session)
        yield message;
  }

  #unlock(token: Buffer): Lock {
    const lock = this.#locked(token);
    this.#locks.delete(lock.message.seq);
    return lock;
  }

  #locked(token: Buffer): Lock {
    for (const lock of this.#locks.values()) if (lock.token.equals(token)) return lock;
    throw new AmqpFailure('com.microsoft:message-lock-lost', 'The lock is not valid.', 410);
  }
}
