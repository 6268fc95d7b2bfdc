import { describe } from 'vitest';
import { serviceIdentity } from '../../../adapters/azure/service-identity.ts';
import { WebPubSubLive, type WebPubSubLiveOptions } from '../../../adapters/live/web-pubsub.ts';
import { describeLive } from '../live.ts';

const { WEB_PUBSUB_ENDPOINT: endpoint = '', WEB_PUBSUB_CONNECTION_STRING: connectionString } =
  process.env;

describe.skipIf(!endpoint && !connectionString)('on the service itself', () => {
  // A connection string is for Microsoft's emulator, which knows no identities.
  const access: WebPubSubLiveOptions['access'] = connectionString
    ? { connectionString }
    : { endpoint, credential: serviceIdentity() };
  describeLive('Web PubSub', async () => {
    const logged: string[] = [];
    const log = (message: string) => void logged.push(message);
    // Of the app's own hub, the app decides who connects, and it knows nobody of these.
    const live = new WebPubSubLive({ access, hub: 'conformance', log });
    return { live, logged: () => logged, close: () => live.close() };
  });
});
