import rhea, {
  type Connection,
  type Container,
  type EventContext,
  type Receiver,
  type Sender,
} from 'rhea';
import { AmqpFailure } from './amqp-failure.ts';
import type { FakeQueue } from './fake-queue.ts';
import { ReceivingLink } from './receiving-link.ts';
import { isRequestAddress, RequestLinks } from './request-links.ts';
import { accepted, messagesOf, rejected } from './rhea-internals.ts';
import { SessionLocks } from './session-locks.ts';

export type BrokerOptions = {
  queue: FakeQueue;
  deadLetters: FakeQueue;
  key: { keyName: string; key: string };
};

const batchFormat = 0x80013700;

/** Speaks AMQP for one queue and its dead letters. */
export class Broker {
  readonly container: Container;
  readonly locks: SessionLocks;
  readonly #queues: readonly FakeQueue[];
  readonly #links = new Map<Sender, ReceivingLink>();
  readonly #requests: RequestLinks;
  #refusals: string[] = [];
  #lostLocks = 0;

  constructor({ queue, deadLetters, key }: BrokerOptions) {
    this.#queues = [queue, deadLetters];
    this.locks = new SessionLocks(queue);
    this.#requests = new RequestLinks(key, (path) => {
      const managed = this.#queueAt(path);
      return { queue: managed, locks: this.#locksOf(managed) };
    });
    for (const each of this.#queues) each.onReady = () => this.#deliver();
    this.container = rhea.create_container({ id: 'fake-service-bus', non_fatal_errors: [] });
    this.container.sasl_server_mechanisms.enable_anonymous();
    this.container.options = {
      ...this.container.options,
      receiver_options: { credit_window: 200, autoaccept: false },
      sender_options: { autosettle: false, treat_modified_as_released: false },
    };
    this.#listen();
  }

  /** Refuses as many sends with this condition. */
  refuseSends(condition: string, times: number): void {
    this.#refusals = Array.from({ length: times }, () => condition);
  }

  /** Takes as many messages from their receivers when these complete them. */
  loseLocks(times: number): void {
    this.#lostLocks = times;
  }

  /** Lets go of whatever clients hold. */
  close(): void {
    for (const link of this.#links.values()) link.release();
    this.#links.clear();
  }

  #listen(): void {
    const on = (event: string, handler: (context: EventContext & { format?: number }) => void) =>
      this.container.on(event, handler);
    on('receiver_open', ({ receiver }) => receiver && this.#attachSender(receiver));
    on('sender_open', ({ sender }) => sender && this.#attach(sender));
    on('message', (context) => this.#receive(context));
    on('sender_flow', ({ sender }) => sender && this.#links.get(sender)?.pump());
    on('sender_draining', ({ sender }) => sender?.set_drained(true));
    on('accepted', (context) => this.#settle(context, 'complete'));
    on('released', (context) => this.#settle(context, 'abandon'));
    on('modified', (context) => this.#settle(context, 'abandon'));
    on('sender_close', ({ sender }) => {
      if (sender) this.#links.get(sender)?.detached();
      if (sender) this.#links.delete(sender);
    });
    on('session_close', ({ session }) => this.#release((link) => link.session === session));
    for (const event of ['connection_close', 'disconnected'])
      on(event, ({ connection }) => this.#releaseAll(connection));
    // A client that breaks off is nothing to fail for.
    for (const event of ['connection_error', 'session_error', 'sender_error', 'receiver_error'])
      on(event, () => {});
  }

  /** Of a client: it sends to us, which is our receiver. */
  #attachSender(link: Receiver): void {
    const address = link.target.address as string;
    link.set_target({ address });
    if (isRequestAddress(address)) return;
    try {
      this.#queueAt(address);
    } catch (error) {
      refuse(link, error);
    }
  }

  #attach(link: Sender): void {
    if (this.#requests.take(link)) return;
    try {
      const queue = this.#queueAt(link.source.address as string);
      const receiving = new ReceivingLink(link, queue, this.#locksOf(queue));
      this.#links.set(link, receiving);
      receiving.attach();
    } catch (error) {
      this.#links.delete(link);
      refuse(link, error);
    }
  }

  #receive(context: EventContext & { format?: number }): void {
    const { receiver, delivery, message, format } = context;
    if (!receiver || !delivery || !message || this.#requests.answer(context)) return;
    try {
      const refusal = this.#refusals.shift();
      if (refusal) throw new AmqpFailure(refusal, 'A test asked for this.');
      const isBatch = format === batchFormat;
      const messages = isBatch ? messagesOf(message as unknown as Buffer) : [message];
      this.#queueAt(receiver.target.address as string).enqueue(messages);
      delivery.update(true, accepted());
    } catch (error) {
      if (!(error instanceof AmqpFailure)) throw error;
      delivery.update(true, rejected(error.condition, error.message));
    }
  }

  #settle({ sender, delivery }: EventContext, work: 'complete' | 'abandon'): void {
    const link = sender && this.#links.get(sender);
    if (!link || !delivery) return;
    if (work === 'complete' && this.#lostLocks > 0) {
      this.#lostLocks -= 1;
      link.loseLock(delivery);
    }
    link[work](delivery);
  }

  #deliver(): void {
    this.locks.offer();
    for (const link of this.#links.values()) link.pump();
  }

  #releaseAll(connection: Connection): void {
    this.#release((link) => link.connection === connection);
  }

  #release(isGone: (link: Sender) => boolean): void {
    for (const [link, receiving] of [...this.#links]) {
      if (!isGone(link)) continue;
      this.#links.delete(link);
      receiving.release();
    }
  }

  #queueAt(address: string | undefined): FakeQueue {
    const path = (address ?? '').toLowerCase();
    const queue = this.#queues.find(({ options }) => options.name === path);
    if (queue) return queue;
    // The SDK reads these very words.
    const description = `The messaging entity '${path}' could not be found.`;
    throw new AmqpFailure('amqp:not-found', description, 404);
  }

  #locksOf(queue: FakeQueue): SessionLocks | undefined {
    return queue.options.requiresSession ? this.locks : undefined;
  }
}

function refuse(link: Sender | Receiver, error: unknown): void {
  if (!(error instanceof AmqpFailure)) throw error;
  link.open();
  link.close({ condition: error.condition, description: error.message } as never);
}
