import { join } from 'node:path';
import type { Person } from '../contracts/ids.ts';
import type { Documents } from '../core/ports/documents.ts';
import type { History } from '../core/ports/history.ts';
import type { Identity } from '../core/ports/identity.ts';
import type { Live } from '../core/ports/live.ts';
import type { Models } from '../core/ports/models.ts';
import type { People } from '../core/ports/people.ts';
import type { PromptQueue } from '../core/ports/prompt-queue.ts';
import type { SandboxProvider } from '../core/ports/sandbox-provider.ts';
import type { Scm } from '../core/ports/scm.ts';
import { modelSettings, readSettings, type Settings } from './configuration.ts';
import { SqliteDocuments } from './documents/sqlite.ts';
import { embeddedHost } from './embedded-host.ts';
import { SqliteHistory } from './history/sqlite.ts';
import { SingleMachineIdentity } from './identity/single-machine.ts';
import { newId, type IdPrefix } from './ids.ts';
import { WebPubSubLive } from './live/web-pubsub.ts';
import { log } from './log.ts';
import { connectModels } from './models/connect.ts';
import { DocumentPeople } from './people/documents.ts';
import { SqlitePromptQueue } from './queue/sqlite.ts';
import { Recorder } from './recorder.ts';
import { createSample } from './sample/create-sample.ts';
import { LocalSandboxProvider } from './sandbox/local.ts';
import { LocalScm } from './scm/local.ts';
import { SupervisorClient } from './supervisor-client.ts';

/** Everything the app reaches outside itself, behind ports. */
export type Services = {
  settings: Settings;
  history: History;
  documents: Documents;
  queue: PromptQueue;
  live: Live;
  recorder: Recorder;
  sandboxes: SandboxProvider;
  supervisors: SupervisorClient;
  scm: Scm;
  models: Models;
  identity: Identity;
  people: People;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** The same as an ISO time. */
  now: () => string;
  newId: (prefix: IdPrefix) => string;
};

/** The queue that brings prompts to their sessions. */
export const promptQueueName = 'prompts';

let composed: Services | undefined;

/** The one place that chooses adapters. Throws `ConfigurationError` with all problems at once. */
export function services(): Services {
  return (composed ??= compose(readSettings(process.env)));
}

function compose(settings: Settings): Services {
  const host = embeddedHost();
  if (!host) throw new Error('This build serves one machine: start it with `npm start`.');
  const clock = Date.now;
  const now = () => new Date(clock()).toISOString();
  const { database, liveHttpClient } = host;
  const documents = new SqliteDocuments(database, now);
  const history = new SqliteHistory(database);
  const live = new WebPubSubLive({
    connectionString: settings.WEB_PUBSUB_CONNECTION_STRING,
    hub: 'harvest',
    httpClient: liveHttpClient,
    log: (message, detail) => log('warn', 'live', message, detail),
  });
  const owner: Person = {
    id: 'local',
    name: settings.HARVEST_USER_NAME,
    ...(settings.HARVEST_USER_EMAIL ? { email: settings.HARVEST_USER_EMAIL } : {}),
  };
  const people = new DocumentPeople(documents, owner);
  const identity = new SingleMachineIdentity({
    secret: settings.HARVEST_SECRET,
    token: settings.HARVEST_TOKEN,
    ...(settings.HARVEST_SIGN_IN_CODE ? { code: settings.HARVEST_SIGN_IN_CODE } : {}),
    owner,
    people,
    documents,
    now: clock,
  });
  const home = settings.HARVEST_HOME;
  const sample = async () => {
    const directory = join(home, 'sample');
    await createSample(directory);
    return directory;
  };
  return {
    settings,
    history,
    documents,
    queue: new SqlitePromptQueue(database, { name: promptQueueName, clock }),
    live,
    recorder: new Recorder(history, live),
    sandboxes: new LocalSandboxProvider({
      home,
      node: settings.HARVEST_NODE,
      supervisor: join(settings.HARVEST_RUNTIME, 'supervisor.mjs'),
      plugin: join(settings.HARVEST_RUNTIME, 'opencode-plugin.js'),
      opencode: settings.HARVEST_OPENCODE,
      log: (message: string) => log('warn', 'sandbox', message),
    }),
    supervisors: new SupervisorClient(documents, identity),
    scm: new LocalScm({
      home: join(home, 'mirrors'),
      sample,
      log: (message: string) => log('info', 'scm', message),
    }),
    models: connectModels(modelSettings(settings)),
    identity,
    people,
    clock,
    now,
    newId: (prefix) => newId(prefix, clock()),
  };
}
