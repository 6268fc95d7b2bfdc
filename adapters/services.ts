import { join } from 'node:path';
import type { Person } from '../contracts/ids.ts';
import type { Identity } from '../core/ports/identity.ts';
import type { Models } from '../core/ports/models.ts';
import type { People } from '../core/ports/people.ts';
import type { SandboxProvider } from '../core/ports/sandbox-provider.ts';
import type { Scm } from '../core/ports/scm.ts';
import { modelSettings, readSettings, type Settings } from './configuration.ts';
import { liveEventSource, openDataPlane, type DataPlane } from './data-plane.ts';
import { embeddedHost, type EmbeddedHost } from './embedded-host.ts';
import { SingleMachineIdentity } from './identity/single-machine.ts';
import { newId, type IdPrefix } from './ids.ts';
import { log } from './log.ts';
import { connectModels } from './models/connect.ts';
import { DocumentPeople } from './people/documents.ts';
import { ModelUsageCounts } from './model-usage.ts';
import { ReadMarks } from './read-marks.ts';
import { Recorder } from './recorder.ts';
import { createSample, sampleFolder } from './sample/create-sample.ts';
import { SandboxRecords } from './sandbox-records.ts';
import { LocalSandboxProvider } from './sandbox/local.ts';
import { noSandboxes, UnavailableSandboxes } from './sandbox/unavailable.ts';
import { ConnectionEvents } from './live/connection-events.ts';
import { PresenceMarks } from './live/presence-marks.ts';
import { LocalScm } from './scm/local.ts';
import { AttachmentStore } from './attachments.ts';
import { RepositoryEnvironments } from './repository-environments.ts';
import { SupervisorClient } from './supervisor-client.ts';

/** Everything the app reaches outside itself, behind ports. */
export type Services = DataPlane & {
  settings: Settings;
  recorder: Recorder;
  sandboxes: SandboxProvider;
  supervisors: SupervisorClient;
  sandboxRecords: SandboxRecords;
  environments: RepositoryEnvironments;
  attachments: AttachmentStore;
  scm: Scm;
  models: Models;
  modelUsage: ModelUsageCounts;
  identity: Identity;
  people: People;
  readMarks: ReadMarks;
  liveEvents: ConnectionEvents;
  presenceMarks: PresenceMarks;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** The same as an ISO time. */
  now: () => string;
  newId: (prefix: IdPrefix) => string;
};

let composed: Services | undefined;

/** The one place that chooses adapters. Throws `ConfigurationError` with all problems at once. */
export function services(): Services {
  if (composed) return composed;
  const host = embeddedHost();
  composed = compose(readSettings(process.env, host ? 'embedded' : 'azure'), host);
  return composed;
}

/** Beside the single-machine host there are sandboxes; on Azure nothing could hold them yet. */
function openSandboxes(settings: Settings, host: EmbeddedHost | undefined): SandboxProvider {
  const { HARVEST_NODE: node, HARVEST_OPENCODE: opencode, HARVEST_RUNTIME: runtime } = settings;
  const warn = (message: string): void => log('warn', 'sandbox', message);
  if (!host || !node || !opencode || !runtime) {
    warn(noSandboxes);
    return new UnavailableSandboxes();
  }
  return new LocalSandboxProvider({
    home: settings.HARVEST_HOME,
    node,
    supervisor: join(runtime, 'supervisor.mjs'),
    plugin: join(runtime, 'opencode-plugin.js'),
    opencode,
    log: warn,
  });
}

function compose(settings: Settings, host: EmbeddedHost | undefined): Services {
  const clock = Date.now;
  const now = () => new Date(clock()).toISOString();
  const dataPlane = openDataPlane(settings, host, clock);
  const { documents, history, live, blobs } = dataPlane;
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
  const sandboxRecords = new SandboxRecords(documents);
  const home = settings.HARVEST_HOME;
  const sample = async () => {
    const directory = sampleFolder(home);
    await createSample(directory);
    return directory;
  };
  const sandboxes = openSandboxes(settings, host);
  return {
    settings,
    ...dataPlane,
    async close() {
      await sandboxes.close();
      await dataPlane.close();
    },
    recorder: new Recorder(history, live),
    sandboxes,
    supervisors: new SupervisorClient(sandboxRecords, identity),
    sandboxRecords,
    attachments: new AttachmentStore({ documents, blobs, now }),
    environments: new RepositoryEnvironments(documents, settings.HARVEST_SECRET),
    scm: new LocalScm({
      home: join(home, 'mirrors'),
      sample,
      log: (message, detail) => log('warn', 'scm', message, detail),
    }),
    models: connectModels(modelSettings(settings)),
    modelUsage: new ModelUsageCounts(documents),
    identity,
    people,
    readMarks: new ReadMarks(documents),
    liveEvents: new ConnectionEvents(liveEventSource(settings)),
    presenceMarks: new PresenceMarks(settings.HARVEST_SECRET),
    clock,
    now,
    newId: (prefix) => newId(prefix, clock()),
  };
}
