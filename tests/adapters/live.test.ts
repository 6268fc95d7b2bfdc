import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebPubSubClient } from '@azure/web-pubsub-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebPubSubLive } from '../../adapters/live/web-pubsub.ts';
import { hubHttpClient } from '../../embedded/web-pubsub/http-client.ts';
import { Inbox } from '../embedded/web-pubsub/inbox.ts';
import { runHub, type RunningHub } from '../embedded/web-pubsub/running-hub.ts';

type Logged = { message: string; detail: Record<string, unknown> | undefined };

let running: RunningHub;
let logged: Logged[];
beforeEach(async () => {
  running = await runHub();
  logged = [];
});
afterEach(() => running.close());

const log = (message: string, detail?: Record<string, unknown>) =>
  void logged.push({ message, detail });

describe.each(['over HTTP', 'in process'])('the live channel %s', (transport) => {
  let live: WebPubSubLive;
  beforeEach(() => {
    live = new WebPubSubLive({
      access: { connectionString: running.connectionString },
      hub: 'live',
      log,
      ...(transport === 'in process' ? { httpClient: hubHttpClient(running.hub) } : {}),
    });
  });
  afterEach(() => live.close());

  test('keeps the order of a group while many publish at once', async () => {
    const viewers = await Promise.all(
      ['a', 'b', 'c'].map((group) => running.connect({ groups: [group] })),
    );
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    for (const number of numbers) {
      for (const group of ['a', 'b', 'c']) void live.publish(group, { group, number });
    }
    for (const [index, group] of ['a', 'b', 'c'].entries()) {
      const received = await viewers[index]?.groupMessages.take(50);
      expect(received?.map(({ data }) => data)).toEqual(
        numbers.map((number) => ({ group, number })),
      );
    }
    expect(logged).toEqual([]);
  });

  test('a grant allows what it names and nothing else', async () => {
    const before = Date.now();
    const grant = { userId: 'ann', join: ['read'], send: ['write'], groups: ['given'] };
    const { url, expiresAt } = await live.grant({ ...grant, ttlMinutes: 5 });
    expect(Date.parse(expiresAt)).toBeGreaterThan(before + 4 * 60_000);
    expect(Date.parse(expiresAt)).toBeLessThanOrEqual(Date.now() + 5 * 60_000);

    const options = { keepAliveIntervalInMs: 0, messageRetryOptions: { maxRetries: 0 } };
    const client = new WebPubSubClient(url, options);
    const received = new Inbox<unknown>();
    client.on('group-message', ({ message }) => received.add(message.data));
    await client.start();
    await live.publish('given', { n: 1 });
    await client.joinGroup('read');
    await live.publish('read', { n: 2 });
    await client.sendToGroup('write', 'x', 'text');
    expect(await received.take(2)).toEqual([{ n: 1 }, { n: 2 }]);
    await expect(client.joinGroup('write')).rejects.toThrow();
    await expect(client.sendToGroup('read', 'x', 'text')).rejects.toThrow();
    client.stop();
  });

  test('ends the connections of one user, who needs a new grant, and nobody else’s', async () => {
    const ann = { userId: 'ann', groups: ['given'] };
    const once = { autoReconnect: false };
    const pages = await Promise.all([ann, ann].map((token) => running.connect(token, once)));
    const bob = await running.connect({ userId: 'bob', groups: ['given'] });
    await live.disconnect('ann');
    await live.disconnect('nobody');
    for (const page of pages)
      expect(await page.disconnections.take(1)).toEqual(['What you may see has changed.']);
    await live.publish('given', { n: 1 });
    expect((await bob.groupMessages.take(1)).map(({ data }) => data)).toEqual([{ n: 1 }]);
    expect(running.hub.counts()).toMatchObject({ connections: 1, recovering: 0 });
  });
});

test('a channel on this machine is reached by the host that the client used', async () => {
  const grantBy = async (endpoint: string): Promise<string> => {
    const access = { connectionString: `Endpoint=${endpoint};AccessKey=key;Version=1.0;` };
    const channel = new WebPubSubLive({ access, hub: 'harvest', log: () => {} });
    const reachedBy = 'harvest.localhost:7071';
    const grant = { userId: 'ann', join: [], send: [], ttlMinutes: 5, reachedBy };
    return new URL((await channel.grant(grant)).url).origin;
  };
  expect(await grantBy('http://127.0.0.1:7071')).toBe('ws://harvest.localhost:7071');
  expect(await grantBy('https://live.example')).toBe('wss://live.example');
});

describe('a service that fails', () => {
  test('is not said to have ended a user’s connections', async () => {
    const closed = await runHub();
    await closed.close();
    const { connectionString } = closed;
    const live = new WebPubSubLive({ access: { connectionString }, hub: 'live', log });
    await expect(live.disconnect('ann')).rejects.toThrow(/WEB_PUBSUB_CONNECTION_STRING/);
    await live.close();
  });

  test('is logged once, without the key, and again when it is back', async () => {
    let healthy = false;
    const server = createServer((_, response) => response.writeHead(healthy ? 202 : 400).end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connectionString = `Endpoint=http://127.0.0.1;Port=${port};AccessKey=hidden-key;`;
    const live = new WebPubSubLive({ access: { connectionString }, hub: 'live', log });
    await live.publish('g', 1);
    await live.publish('g', 2);
    healthy = true;
    await live.publish('g', 3);
    expect(logged).toEqual([
      {
        message: 'Live messages are being lost.',
        detail: { group: 'g', reason: expect.stringContaining('400') },
      },
      { message: 'Live messages go through again.', detail: { lost: 2 } },
    ]);
    expect(JSON.stringify(logged)).not.toContain('hidden-key');
    await live.close();
    server.close();
    server.closeAllConnections();
  });

  test('does not hold a publish beyond its deadline', async () => {
    const server = createServer(() => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const connectionString = `Endpoint=http://127.0.0.1;Port=${port};AccessKey=k;`;
    const live = new WebPubSubLive({
      access: { connectionString },
      hub: 'live',
      log,
      deadlineMs: 50,
    });
    await live.publish('g', 1);
    expect(logged).toMatchObject([{ detail: { reason: expect.stringContaining('AbortError') } }]);
    await live.close();
    server.closeAllConnections();
    server.close();
  });

  test('that cannot be reached does not fail the publish', async () => {
    const closed = await runHub();
    await closed.close();
    const { connectionString } = closed;
    const live = new WebPubSubLive({ access: { connectionString }, hub: 'live', log });
    await live.publish('g', 1);
    expect(logged).toMatchObject([{ detail: { reason: expect.stringContaining('ECONNREFUSED') } }]);
    await live.close();
  });
});

test('plain HTTP to another machine is refused at the start', () => {
  const connectionString = 'Endpoint=http://pubsub.example.com;AccessKey=k;';
  expect(() => new WebPubSubLive({ access: { connectionString }, hub: 'live', log })).toThrow(
    /https/,
  );
});
