import { WebPubSubClient } from '@azure/web-pubsub-client';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { serviceIdentity } from '../../../adapters/azure/service-identity.ts';
import { WebPubSubLive } from '../../../adapters/live/web-pubsub.ts';

const { WEB_PUBSUB_ENDPOINT: endpoint } = process.env;

describe.skipIf(!endpoint)('the live channel on Web PubSub itself', () => {
  it('brings what is published to whoever was let into the group, in order', async () => {
    const logged: string[] = [];
    const live = new WebPubSubLive({
      access: { endpoint: endpoint ?? '', credential: serviceIdentity() },
      hub: 'harvest',
      log: (message) => logged.push(message),
    });
    const group = `session:${randomUUID()}`;
    const { url } = await live.grant({ userId: 'u', join: [group], send: [], ttlMinutes: 5 });
    const client = new WebPubSubClient(url);
    const received: unknown[] = [];
    client.on('group-message', ({ message }) => received.push(message.data));
    await client.start();
    await client.joinGroup(group);
    for (const n of [1, 2, 3]) await live.publish(group, { n });
    await expect.poll(() => received.length, { timeout: 15_000 }).toBe(3);
    expect(received).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(logged).toEqual([]);
    client.stop();
    await live.close();
  }, 30_000);
});
