import { join } from 'node:path';
import type { Blobs } from '../core/ports/blobs.ts';
import type { Documents } from '../core/ports/documents.ts';
import type { History } from '../core/ports/history.ts';
import type { Live } from '../core/ports/live.ts';
import type { PromptQueue } from '../core/ports/prompt-queue.ts';
import { serviceIdentity } from './azure/service-identity.ts';
import { AzureBlobs } from './blobs/azure.ts';
import { FileBlobs } from './blobs/file.ts';
import type { Settings } from './configuration.ts';
import { Charges } from './cosmos/charges.ts';
import { CosmosDatabase } from './cosmos/database.ts';
import { CosmosDocuments } from './documents/cosmos.ts';
import { SqliteDocuments } from './documents/sqlite.ts';
import type { EmbeddedHost } from './embedded-host.ts';
import { CosmosHistory } from './history/cosmos.ts';
import { SqliteHistory } from './history/sqlite.ts';
import type { ConnectionEventsOptions } from './live/connection-events.ts';
import { connectionStringPart } from './live/connection-string.ts';
import { WebPubSubLive, type WebPubSubLiveOptions } from './live/web-pubsub.ts';
import { log } from './log.ts';
import { ServiceBusPromptQueue } from './queue/service-bus.ts';
import { SqlitePromptQueue } from './queue/sqlite.ts';

/** Where the app keeps its data, and how it moves. */
export type DataPlane = {
  history: History;
  documents: Documents;
  queue: PromptQueue;
  live: Live;
  /** What is too large for history and documents. */
  blobs: Blobs;
  close(): Promise<void>;
};

/** The queue that brings prompts to their sessions. */
export const promptQueueName = 'prompts';

/** The hub of everyone who watches. */
const hub = 'harvest';

/**
 * Opens what the settings name: Cosmos DB where there is an endpoint, and else the database of the
 * single-machine host, which has a queue of its own in any case.
 *
 * @param clock milliseconds since the epoch
 */
export function openDataPlane(
  settings: Settings,
  host: EmbeddedHost | undefined,
  clock: () => number,
): DataPlane {
  const charges = new Charges(clock);
  const cosmos = openCosmos(settings, charges);
  const blobs = openBlobs(settings);
  const stores = openStores(settings, { host, cosmos, blobs, clock });
  const live = openLive(settings, host);
  return {
    ...stores,
    blobs,
    live,
    async close() {
      await Promise.all([stores.queue.close(), live.close()]);
      await cosmos?.close();
      charges.report();
    },
  };
}

function openStores(
  settings: Settings,
  from: {
    host: EmbeddedHost | undefined;
    cosmos: CosmosDatabase | undefined;
    blobs: Blobs;
    clock: () => number;
  },
): Pick<DataPlane, 'history' | 'documents' | 'queue'> {
  const { host, cosmos, blobs, clock } = from;
  if (host) {
    const { database } = host;
    const now = () => new Date(clock()).toISOString();
    return {
      history: cosmos ? new CosmosHistory(cosmos, blobs) : new SqliteHistory(database),
      documents: cosmos ? new CosmosDocuments(cosmos, clock) : new SqliteDocuments(database, now),
      queue: new SqlitePromptQueue(database, { name: promptQueueName, clock }),
    };
  }
  if (!cosmos) throw new Error('COSMOS_ENDPOINT is missing.');
  return {
    history: new CosmosHistory(cosmos, blobs),
    documents: new CosmosDocuments(cosmos, clock),
    queue: openServiceBus(settings),
  };
}

function openCosmos(settings: Settings, charges: Charges): CosmosDatabase | undefined {
  const { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key } = settings;
  if (endpoint === undefined) return undefined;
  return new CosmosDatabase({
    endpoint,
    database: settings.COSMOS_DATABASE,
    access: key === undefined ? { credential: serviceIdentity() } : { key },
    onCharge: (operation, requestUnits) => charges.note(operation, requestUnits),
  });
}

function openBlobs(settings: Settings): Blobs {
  const { BLOB_CONTAINER_URL: containerUrl, HARVEST_HOME: home } = settings;
  if (containerUrl === undefined) return new FileBlobs(join(home, 'blobs'));
  return new AzureBlobs({ containerUrl, credential: serviceIdentity() });
}

function openServiceBus(settings: Settings): ServiceBusPromptQueue {
  const { SERVICE_BUS: connectionString } = settings;
  const namespace = settings.SERVICE_BUS__fullyQualifiedNamespace ?? '';
  return new ServiceBusPromptQueue({
    queue: promptQueueName,
    access: connectionString ? { connectionString } : { namespace, credential: serviceIdentity() },
  });
}

/** Whose events of live connections are believed: the service's host, and a key that it signs with. */
export function liveEventSource(settings: Settings): ConnectionEventsOptions {
  const { WEB_PUBSUB_ENDPOINT, WEB_PUBSUB_CONNECTION_STRING: connectionString = '' } = settings;
  const endpoint = WEB_PUBSUB_ENDPOINT ?? connectionStringPart(connectionString, 'Endpoint') ?? '';
  return {
    host: URL.parse(endpoint)?.host ?? '',
    key: settings.WEB_PUBSUB_EVENT_KEY ?? connectionStringPart(connectionString, 'AccessKey'),
  };
}

function openLive(settings: Settings, host: EmbeddedHost | undefined): WebPubSubLive {
  const { WEB_PUBSUB_ENDPOINT: endpoint, WEB_PUBSUB_CONNECTION_STRING: connectionString = '' } =
    settings;
  const access: WebPubSubLiveOptions['access'] = endpoint
    ? { endpoint, credential: serviceIdentity() }
    : { connectionString };
  return new WebPubSubLive({
    access,
    hub,
    ...(host && !endpoint ? { httpClient: host.liveHttpClient } : {}),
    log: (message, detail) => log('warn', 'live', message, detail),
  });
}
