import { scheduledSignal, readySignal } from '../../../adapters/queue/sqlite.ts';
import {
  SqliteQueueReceiver,
  type ReceivedMessage,
} from '../../../adapters/queue/sqlite-receiver.ts';
import type { Database } from '../../../adapters/sqlite/database.ts';
import type { Dice } from '../../dice.ts';
import { errorText } from '../error-text.ts';
import type { HostLog } from '../log.ts';
import type { Scheduler } from '../scheduler.ts';
import type { RegisteredFunction, Worker } from '../worker.ts';
import { messageMetadata } from './message-metadata.ts';
import { SessionLine } from './session-line.ts';

export type QueueTriggerOptions = {
  fn: RegisteredFunction;
  /** Settings resolved. */
  queueName: string;
  database: Database;
  worker: Worker;
  scheduler: Scheduler;
  maxConcurrentSessions: number;
  /** Deliveries after which a message is given up; as on Azure, 10 by default. */
  maxDeliveryCount?: number;
  extraInputs: Record<string, unknown>;
  log: HostLog;
  /** Decides which messages come again although they were handled. */
  strict?: Dice | undefined;
};

const firstBackOffMs = 250;
const longestBackOffMs = 30_000;

/**
 * Calls a function for the messages of a session-aware queue: one at a time and in order within
 * a session, several sessions at once. Success completes the message; a throw makes it wait and
 * come again, before the later ones of its session, until it is dead-lettered.
 */
export class QueueTrigger {
  readonly #options: QueueTriggerOptions;
  readonly #receiver: SqliteQueueReceiver;
  readonly #line: SessionLine;
  readonly #maxDeliveryCount: number;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #backOffs = new Map<string, () => void>();
  #unlisten: Array<() => void> = [];
  #cancelDue: () => void = () => {};
  #running = false;

  constructor(options: QueueTriggerOptions) {
    this.#options = options;
    this.#receiver = new SqliteQueueReceiver(options.database, options.queueName);
    this.#line = new SessionLine(options.maxConcurrentSessions);
    this.#maxDeliveryCount = options.maxDeliveryCount ?? 10;
  }

  start(): void {
    const { database, queueName } = this.#options;
    this.#running = true;
    this.#unlisten = [
      database.onSignal(readySignal(queueName), (session) => this.#wake(String(session))),
      database.onSignal(scheduledSignal(queueName), () => this.#awaitDue()),
    ];
    for (const session of this.#receiver.sessions()) this.#line.join(session);
    this.#pump();
    this.#awaitDue();
  }

  /** Takes no further message and resolves when those in flight are done. */
  async stop(): Promise<void> {
    this.#running = false;
    for (const unlisten of this.#unlisten) unlisten();
    this.#cancelDue();
    for (const cancel of this.#backOffs.values()) cancel();
    this.#backOffs.clear();
    await Promise.all(this.#inFlight);
  }

  #wake(session: string): void {
    // A session whose first message failed waits for that one, whatever comes behind it.
    if (!this.#backOffs.has(session)) this.#line.join(session);
    this.#pump();
  }

  #pump(): void {
    while (this.#running) {
      const session = this.#line.take();
      if (session === undefined) return;
      const handling = this.#handle(session)
        .catch((error: unknown) => {
          this.#log('error', 'host.queue-failed', errorText(error), { sessionId: session });
          return this.#backOff(session, this.#maxDeliveryCount);
        })
        .then((hasMore) => {
          this.#inFlight.delete(handling);
          const called = this.#line.release(session);
          if (hasMore || called) this.#wake(session);
          else this.#pump();
        });
      this.#inFlight.add(handling);
    }
  }

  /** One delivery; resolves with whether the session can go on at once. */
  async #handle(session: string): Promise<boolean> {
    const { fn, queueName, worker, extraInputs, strict } = this.#options;
    const message = await this.#receiver.receive(session);
    if (!message) return false;
    // The delivery before was the last one allowed, and the process did not outlive it.
    if (message.deliveryCount > this.#maxDeliveryCount) {
      return this.#giveUp(message, 'The process ended while it handled the message.');
    }
    try {
      await worker.invoke(fn.name, {
        input: message.body,
        metadata: messageMetadata(message),
        extraInputs,
      });
    } catch (error) {
      return this.#abandon(message, error);
    }
    // As when the lock of a session is lost before its message is completed.
    if (strict && message.deliveryCount === 1 && strict(`queue ${queueName}`) < 0.3)
      return this.#backOff(session, 1);
    return this.#receiver.complete(message);
  }

  #abandon(message: ReceivedMessage, error: unknown): boolean | Promise<boolean> {
    const { sessionId, messageId, deliveryCount } = message;
    if (deliveryCount >= this.#maxDeliveryCount) return this.#giveUp(message, errorText(error));
    const fields = { sessionId, messageId, deliveryCount };
    this.#log('warn', 'host.message-failed', errorText(error), fields);
    return this.#backOff(sessionId, deliveryCount);
  }

  /** The dead letter names no cause, which may hold secrets: that is in the log. */
  #giveUp(message: ReceivedMessage, cause: string): Promise<boolean> {
    const { sessionId, messageId, deliveryCount } = message;
    this.#log('error', 'host.message-dead', cause, { sessionId, messageId, deliveryCount });
    return this.#receiver.deadLetter(message, {
      reason: 'MaxDeliveryCountExceeded',
      description:
        `Message could not be consumed after ${this.#maxDeliveryCount} delivery attempts. ` +
        'The log names the last error under host.message-dead.',
      now: this.#options.scheduler.now(),
    });
  }

  /** Lets the session wait, longer with each failure; its place goes to others meanwhile. */
  #backOff(session: string, failures: number): false {
    if (!this.#running) return false;
    const delayMs = Math.min(firstBackOffMs * 2 ** (failures - 1), longestBackOffMs);
    const cancel = this.#options.scheduler.after(delayMs, () => {
      this.#backOffs.delete(session);
      this.#wake(session);
    });
    this.#backOffs.set(session, cancel);
    return false;
  }

  /** Makes scheduled messages ready when they are due. */
  #awaitDue(): void {
    this.#cancelDue();
    const dueAt = this.#receiver.nextDueAt();
    if (!this.#running || dueAt === undefined) return;
    const { scheduler } = this.#options;
    this.#cancelDue = scheduler.after(dueAt - scheduler.now(), () => {
      const promoting = this.#receiver
        .promoteDue(scheduler.now())
        .catch((error: unknown) => this.#log('error', 'host.queue-failed', errorText(error), {}))
        .then(() => {
          this.#inFlight.delete(promoting);
          this.#awaitDue();
        });
      this.#inFlight.add(promoting);
    });
  }

  #log(
    level: 'warn' | 'error',
    code: string,
    message: string,
    fields: Record<string, string | number>,
  ): void {
    const { log, fn } = this.#options;
    log(level, code, message, { function: fn.name, ...fields });
  }
}
