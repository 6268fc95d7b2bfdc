export type QueueMessage = {
  /** Messages of one session are handled one after another, in the order they were sent. */
  sessionId: string;
  /** The same id within the deduplication window is one message. */
  messageId: string;
  /** Anything that JSON can carry. */
  body: unknown;
  /** ISO time before which it is not delivered; it takes its place in the order at that time. */
  dueAt?: string;
};

/** A message that was given up after too many failed deliveries. */
export type DeadLetter = {
  id: string;
  sessionId: string;
  messageId: string;
  body: unknown;
  reason: string;
  description: string;
  deliveryCount: number;
  /** ISO time at which it was sent, however often it was put back since. */
  sentAt: string;
  /** ISO time. */
  deadAt: string;
};

/** The queue that serialises prompts: it holds them until the work on them has begun. */
export interface PromptQueue {
  /**
   * Stores all messages or none; they are durable when it resolves. The same `messageId` within
   * the deduplication window is accepted and ignored.
   */
  send(messages: readonly QueueMessage[]): Promise<void>;

  /** Dead letters, oldest first. `next` is the `after` of the following page, if there is one. */
  deadLetters(page: {
    after?: string;
    limit: number;
  }): Promise<{ items: DeadLetter[]; next?: string }>;

  /**
   * Puts dead letters back at the end of their session's queue, with no deliveries counted.
   * Unknown ids are ignored. Returns how many were put back.
   */
  redeliver(ids: readonly string[]): Promise<number>;

  close(): Promise<void>;
}
