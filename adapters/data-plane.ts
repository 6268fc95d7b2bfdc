import type { Documents } from '../core/ports/documents.ts';
import type { History } from '../core/ports/history.ts';
import type { Live } from '../core/ports/live.ts';
import type { PromptQueue } from '../core/ports/prompt-queue.ts';
import { serviceIdentity } from './azure/service-identity.ts';
import type { Settings } from './configuration.ts';
import { CosmosDatabase } from './cosmos/database.ts';
import { CosmosDocuments } from './documents/cosmos.ts';
import { SqliteDocuments } from './documents/sqlite.ts';
import type { EmbeddedHost } from './embedded-host.ts';
import { CosmosHistory } from './history/cosmos.ts';
import { SqliteHistory } from './history/sqlite.ts';
import { WebPubSubLive, type WebPubSubLiveOptions } from './live/web-pubsub.ts';
import { log } from './log.ts';
import { ServiceBusPromptQueue } from './queue/service-bus.ts';
import { SqlitePromptQueue } from './queue/sqlite.ts';

/** Where the app keeps its data, and how it moves. */
export type DataPlane = { history: History; documents: Documents; queue: PromptQueue; live: Live };

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
  return { ...openStores(settings, host, clock), live: openLive(settings, host) };
}

function openStores(
  settings: Settings,
  host: EmbeddedHost | undefined,
  clock: () => number,
): Omit<DataPlane, 'live'> {
  const cosmos = openCosmos(settings);
  if (host) {
    const { database } = host;
    const now = () => new Date(clock()).toISOString();
    return {
      history: cosmos ? new CosmosHistory(cosmos) : new SqliteHistory(database),
      documents: cosmos ? new CosmosDocuments(cosmos, clock) : new SqliteDocuments(database, now),
      queue: new SqlitePromptQueue(database, { name: promptQueueName, clock }),
    };
  }
  if (!cosmos) throw new Error('COSMOS_ENDPOINT is missing.');
  return {
    history: new CosmosHistory(cosmos),
    documents: new CosmosDocuments(cosmos, clock),
    queue: openServiceBus(settings),
  };
}

function openCosmos(settings: Settings): CosmosDatabase | undefined {
  const { COSMOS_ENDPOINT: endpoint, COSMOS_KEY: key } = settings;
  if (endpoint === undefined) return undefined;
  return new CosmosDatabase({
    endpoint,
    database: settings.COSMOS_DATABASE,
    access: key === undefined ? { credential: serviceIdentity() } : { key },
    onCharge: (operation, requestUnits) =>
      log('debug', 'cosmos.charge', 'A call to Cosmos DB was charged.', {
        operation,
        requestUnits,
      }),
  });
}

function openServiceBus(settings: Settings): ServiceBusPromptQueue {
  const { SERVICE_BUS: connectionString } = settings;
  const namespace = settings.SERVICE_BUS__fullyQualifiedNamespace ?? '';
  return new ServiceBusPromptQueue({
    queue: promptQueueName,
    access: connectionString ? { connectionString } : { namespace, credential: serviceIdentity() },
  });
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
