import { WebPubSubClient, type WebPubSubClientOptions } from '@azure/web-pubsub-client';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Live, LiveGrant } from '../../core/ports/live.ts';

export type LiveUnderTest = {
  live: Live;
  /** What the channel has complained of. */
  logged(): unknown[];
  close(): void | Promise<void>;
};

/** The service may be far away. */
const patience = { timeout: 15_000, interval: 20 };

/** What every live channel has to keep to, for clients that are the unmodified SDK. */
export function describeLive(name: string, create: () => Promise<LiveUnderTest>): void {
  describe(`live channel: ${name}`, { timeout: 60_000 }, () => {
    let subject: LiveUnderTest;
    let live: Live;
    /** Nobody else's, on a service that others use, too. */
    let own: string;
    const clients: WebPubSubClient[] = [];
    beforeEach(async () => {
      subject = await create();
      live = subject.live;
      own = randomUUID();
    });
    afterEach(async () => {
      for (const client of clients.splice(0)) client.stop();
      await subject.close();
    });

    const grant = (more: Partial<LiveGrant>): LiveGrant => ({
      ...{ userId: `${own}-ann`, join: [], send: [], ttlMinutes: 5 },
      ...more,
    });

    async function connect(wanted: Partial<LiveGrant>, options: WebPubSubClientOptions = {}) {
      const { url } = await live.grant(grant(wanted));
      const once = { keepAliveIntervalInMs: 0, messageRetryOptions: { maxRetries: 0 } };
      const client = new WebPubSubClient(url, { ...once, ...options });
      const received: unknown[] = [];
      const endings: unknown[] = [];
      client.on('group-message', ({ message }) => received.push(message.data));
      client.on('disconnected', ({ message }) => endings.push(message?.message));
      clients.push(client);
      await client.start();
      return { client, received, endings };
    }

    it('keeps the order of a group while many publish at once', async () => {
      const groups = ['a', 'b', 'c'].map((group) => `${own}/${group}`);
      const viewers = await Promise.all(groups.map((group) => connect({ groups: [group] })));
      const numbers = Array.from({ length: 50 }, (_, index) => index);
      for (const number of numbers)
        for (const group of groups) void live.publish(group, { group, number });
      for (const [index, { received }] of viewers.entries()) {
        await expect.poll(() => received.length, patience).toBe(numbers.length);
        expect(received).toEqual(numbers.map((number) => ({ group: groups[index], number })));
      }
      expect(subject.logged()).toEqual([]);
    });

    it('lets a client do what its grant names, and nothing else', async () => {
      const [read, write, given] = ['read', 'write', 'given'].map((group) => `${own}/${group}`);
      if (!read || !write || !given) throw new Error('There are three groups.');
      const wanted = { join: [read], send: [write], groups: [given] };
      const { client, received } = await connect(wanted);
      await live.publish(given, { n: 1 });
      await client.joinGroup(read);
      await live.publish(read, { n: 2 });
      await client.sendToGroup(write, 'x', 'text');
      await expect.poll(() => received.length, patience).toBe(2);
      expect(received).toEqual([{ n: 1 }, { n: 2 }]);
      await expect(client.joinGroup(write)).rejects.toThrow();
      await expect(client.sendToGroup(read, 'x', 'text')).rejects.toThrow();
    });

    it('says when a grant ends', async () => {
      const before = Date.now();
      const { expiresAt } = await live.grant(grant({ ttlMinutes: 5 }));
      // The service's clock may differ a little.
      expect(Date.parse(expiresAt)).toBeGreaterThan(before + 4 * 60_000);
      expect(Date.parse(expiresAt)).toBeLessThan(Date.now() + 6 * 60_000);
    });

    it('ends the connections of one user, who needs a new grant, and nobody else’s', async () => {
      const group = `${own}/given`;
      const ann = { userId: `${own}-ann`, groups: [group] };
      const pages = [];
      for (const each of [ann, ann]) pages.push(await connect(each, { autoReconnect: false }));
      const bob = await connect({ userId: `${own}-bob`, groups: [group] });
      await live.disconnect(ann.userId);
      await live.disconnect(`${own}-nobody`);
      for (const { endings } of pages)
        await expect.poll(() => endings, patience).toEqual(['What you may see has changed.']);
      await live.publish(group, { n: 1 });
      await expect.poll(() => bob.received, patience).toEqual([{ n: 1 }]);
      expect(bob.endings).toEqual([]);
      for (const { received } of pages) expect(received).toEqual([]);
    });

    it('carries a message of up to a megabyte whole', async () => {
      const group = `${own}/given`;
      const { received } = await connect({ groups: [group] });
      const text = 'x'.repeat(900_000);
      await live.publish(group, { text });
      await expect.poll(() => received.length, patience).toBe(1);
      expect(received[0]).toEqual({ text });
      expect(subject.logged()).toEqual([]);
    });
  });
}
