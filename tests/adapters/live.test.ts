import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebPubSubLive, type WebPubSubLiveOptions } from '../../adapters/live/web-pubsub.ts';
import { hubHttpClient } from '../../embedded/web-pubsub/http-client.ts';
import { describeLive } from '../conformance/live.ts';
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

describe.each(['over HTTP', 'in process'])('the hub of one machine %s', (transport) => {
  const open = () =>
    new WebPubSubLive({
      access: { connectionString: running.connectionString },
      hub: 'live',
      log,
      ...(transport === 'in process' ? { httpClient: hubHttpClient(running.hub) } : {}),
    });

  describeLive(transport, async () => {
    const live = open();
    return { live, logged: () => logged, close: () => live.close() };
  });

  test('waits for none of those whose connections it was told to end', async () => {
    const live = open();
    const ann = { userId: 'ann', groups: ['given'] };
    const page = await running.connect(ann, { autoReconnect: false });
    await live.disconnect('ann');
    await page.disconnections.take(1);
    expect(running.hub.counts()).toMatchObject({ connections: 0, recovering: 0 });
    await live.close();
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

  test('does not hold a grant beyond its deadline, of which an identity asks it', async () => {
    const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() }) };
    const silent: NonNullable<WebPubSubLiveOptions['httpClient']> = {
      sendRequest: ({ abortSignal }) =>
        new Promise((_, reject) => {
          const aborted = Object.assign(new Error('aborted'), { name: 'AbortError' });
          abortSignal?.addEventListener?.('abort', () => reject(aborted));
        }),
    };
    const live = new WebPubSubLive({
      access: { endpoint: 'https://live.example', credential },
      ...{ hub: 'live', log, httpClient: silent, deadlineMs: 50 },
    });
    const grant = live.grant({ userId: 'ann', join: [], send: [], ttlMinutes: 5 });
    await expect(grant).rejects.toThrow(/^WEB_PUBSUB_ENDPOINT: there was no answer in time/);
    await live.close();
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
