import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromptQueue, QueueMessage } from '../../core/ports/prompt-queue.ts';

/** A queue with a receiver whose handler the tests choose. */
export type QueueUnderTest = {
  queue: PromptQueue;
  /** Starts delivering; a handler that throws has failed to handle the message. */
  receive(handler: (message: Delivery) => Promise<void>): Promise<void>;
  /** Resolves once nothing is delivered any more and nothing waits to be, of what is due. */
  settled(): Promise<void>;
  /** Lets time pass, in milliseconds: by moving a clock, or by waiting. */
  advance(ms: number): Promise<void>;
  now(): number;
  times: QueueTimes;
  close(): Promise<void>;
};

/** What a queue is set to, in milliseconds. Where time cannot be moved the suite waits for it. */
export type QueueTimes = {
  /** After so long it surely accepts a message id again. */
  forgetsAfter: number;
  /** How far ahead a message is scheduled; far more than its sending and what is before it take. */
  dueIn: number;
  /** How far the queue's clock may be from `now`, or its timers late. */
  tolerance: number;
};

export type Delivery = {
  sessionId: string;
  messageId: string;
  deliveryCount: number;
  body: unknown;
};

/** What every adapter of the prompt queue has to keep to. Deliveries are given up after ten. */
export function describePromptQueue(name: string, create: () => Promise<QueueUnderTest>): void {
  describe(`prompt queue: ${name}`, { timeout: 120_000 }, () => {
    let subject: QueueUnderTest;
    beforeEach(async () => {
      subject = await create();
    });
    afterEach(() => subject.close());

    const message = (sessionId: string, messageId: string, more = {}): QueueMessage => ({
      sessionId,
      messageId,
      body: { text: messageId },
      ...more,
    });
    const deliveries: Delivery[] = [];
    const ids = (): string[] => deliveries.map(({ messageId }) => messageId);
    const record = async (delivery: Delivery): Promise<void> => {
      deliveries.push(delivery);
    };
    beforeEach(() => {
      deliveries.length = 0;
    });

    it('delivers the bodies of a session in the order they were sent', async () => {
      await subject.queue.send([message('s', '1'), message('s', '2')]);
      await subject.receive(record);
      await subject.queue.send([message('s', '3', { body: 'text' })]);
      await subject.settled();
      expect(deliveries).toEqual([
        { sessionId: 's', messageId: '1', deliveryCount: 1, body: { text: '1' } },
        { sessionId: 's', messageId: '2', deliveryCount: 1, body: { text: '2' } },
        { sessionId: 's', messageId: '3', deliveryCount: 1, body: 'text' },
      ]);
    });

    it('handles one message of a session at a time, and sessions side by side', async () => {
      const running = new Map<string, number>();
      let overlap = 0;
      let allRun = () => {};
      const sideBySide = new Promise<void>((resolve) => {
        allRun = resolve;
      });
      await subject.receive(async ({ sessionId }) => {
        running.set(sessionId, (running.get(sessionId) ?? 0) + 1);
        overlap = Math.max(overlap, running.get(sessionId) ?? 0);
        if (running.size === 3) allRun();
        await sideBySide;
        running.delete(sessionId);
      });
      const all = ['a', 'b', 'c'].flatMap((s) => [1, 2, 3].map((n) => message(s, `${s}${n}`)));
      await subject.queue.send(all);
      await subject.settled();
      expect(overlap).toBe(1);
    });

    it('ignores a message id that it has accepted, until it forgets it', async () => {
      await subject.receive(record);
      await subject.queue.send([message('s', 'same'), message('s', 'same')]);
      await subject.settled();
      await subject.queue.send([message('s', 'same')]);
      await subject.settled();
      expect(ids()).toEqual(['same']);
      await subject.advance(subject.times.forgetsAfter);
      await subject.queue.send([message('s', 'same')]);
      await subject.settled();
      expect(ids()).toEqual(['same', 'same']);
    });

    it('holds a message until it is due, and lets later ones pass', async () => {
      await subject.receive(record);
      const { dueIn, tolerance } = subject.times;
      const due = subject.now() + dueIn;
      const dueAt = new Date(due).toISOString();
      await subject.queue.send([message('s', 'later', { dueAt }), message('s', 'now')]);
      await subject.settled();
      expect(ids()).toEqual(['now']);
      await subject.advance(due - 1 - tolerance - subject.now());
      expect(ids()).toEqual(['now']);
      await subject.advance(due + tolerance - subject.now());
      await subject.settled();
      expect(ids()).toEqual(['now', 'later']);
    });

    it('delivers a failed message again before the later ones of its session', async () => {
      await subject.receive(async (delivery) => {
        deliveries.push(delivery);
        if (delivery.messageId === 'bad' && delivery.deliveryCount < 3) throw new Error('not yet');
      });
      await subject.queue.send([message('s', 'bad'), message('s', 'next'), message('t', 'other')]);
      await subject.settled();
      const ofSession = deliveries.filter(({ sessionId }) => sessionId === 's');
      expect(ofSession.map((d) => [d.messageId, d.deliveryCount])).toEqual([
        ['bad', 1],
        ['bad', 2],
        ['bad', 3],
        ['next', 1],
      ]);
      expect(ids()).toContain('other');
    });

    it('gives a message up after ten deliveries, and redelivers it on request', async () => {
      let broken = true;
      await subject.receive(async (delivery) => {
        deliveries.push(delivery);
        if (delivery.messageId === 'bad' && broken) throw new Error('broken');
      });
      await subject.queue.send([message('s', 'bad'), message('s', 'next')]);
      await subject.settled();
      expect(ids()).toEqual([...Array.from({ length: 10 }, () => 'bad'), 'next']);
      const { items } = await subject.queue.deadLetters({ limit: 10 });
      expect(items).toEqual([
        expect.objectContaining({
          sessionId: 's',
          messageId: 'bad',
          body: { text: 'bad' },
          reason: 'MaxDeliveryCountExceeded',
          deliveryCount: 10,
        }),
      ]);

      broken = false;
      deliveries.length = 0;
      expect(await subject.queue.redeliver([items[0]!.id, '999999999999', 'unknown'])).toBe(1);
      await subject.settled();
      expect(deliveries.map((d) => [d.messageId, d.deliveryCount])).toEqual([['bad', 1]]);
      expect(await subject.queue.deadLetters({ limit: 10 })).toEqual({ items: [] });
    });

    it('knows of a dead letter when it was sent, also after it was put back', async () => {
      const { tolerance } = subject.times;
      await subject.receive(async () => {
        throw new Error('broken');
      });
      const before = subject.now();
      await subject.queue.send([message('s', 'bad')]);
      const after = subject.now();
      await subject.settled();
      const [first] = (await subject.queue.deadLetters({ limit: 1 })).items;
      const sentAt = Date.parse(first?.sentAt ?? '');
      expect(sentAt).toBeGreaterThanOrEqual(before - tolerance);
      expect(sentAt).toBeLessThanOrEqual(after + tolerance);
      await subject.advance(1_000);
      expect(await subject.queue.redeliver([first!.id])).toBe(1);
      await subject.settled();
      const [again] = (await subject.queue.deadLetters({ limit: 1 })).items;
      expect(again?.sentAt).toBe(first?.sentAt);
      expect(again?.id).not.toBe(first?.id);
    });

    it('pages dead letters', async () => {
      await subject.receive(async () => {
        throw new Error('broken');
      });
      await subject.queue.send(['1', '2', '3'].map((id) => message(`s${id}`, id)));
      await subject.settled();
      const first = await subject.queue.deadLetters({ limit: 2 });
      expect(first.items).toHaveLength(2);
      const second = await subject.queue.deadLetters({ limit: 2, after: first.next! });
      expect(second.next).toBeUndefined();
      const found = [...first.items, ...second.items].map(({ messageId }) => messageId);
      expect(found.sort()).toEqual(['1', '2', '3']);
    });

    it('refuses what JSON cannot carry, and stores nothing of that call', async () => {
      await subject.receive(record);
      await expect(
        subject.queue.send([message('s', 'good'), message('s', 'bad', { body: undefined })]),
      ).rejects.toThrow(TypeError);
      await subject.settled();
      expect(ids()).toEqual([]);
    });
  });
}
