import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { offerEmbeddedHost } from '../adapters/embedded-host.ts';
import { log } from '../adapters/log.ts';
import { appSettings } from './app-settings.ts';
import { readSite } from './console/read-site.ts';
import { serveSite } from './console/serve-site.ts';
import { seededDice } from './dice.ts';
import { DurableEngine } from './durable/engine.ts';
import { engineTransport } from './durable/management/transport.ts';
import { HttpHost } from './functions/http/http-host.ts';
import { startWorker } from './functions/start-worker.ts';
import { createTriggers } from './functions/triggers.ts';
import { openHome } from './home.ts';
import { consoleHost } from './functions/http/request-guard.ts';
import { readHostJson } from './host-json.ts';
import { hubHttpClient } from './web-pubsub/http-client.ts';
import { WebPubSubHub } from './web-pubsub/hub.ts';

const durableTriggers = ['orchestrationtrigger', 'entitytrigger', 'activitytrigger'];

/** How long triggers, and then requests, may take to end what they are at. */
const partGraceMs = 3_000;
/** How long stopping takes at most: whoever started the service waits a little longer than this. */
const stopWithinMs = 15_000;

export type SingleMachine = {
  /** Where programs reach it. */
  url: string;
  /** Where people open it. */
  consoleUrl: string;
  /** Signs the first browser in. */
  code: string;
  stop(): Promise<void>;
};

/**
 * Plays Azure for the app in `root`: Functions, Durable Functions, the queue and Web PubSub, all in
 * this process and in one SQLite file. A process can do this once.
 */
export async function startSingleMachine(options: {
  root: string;
  home: string;
  port: number;
  /** Makes it behave as Azure promises and no better, differently for each seed: for tests. */
  strict?: string | undefined;
}): Promise<SingleMachine> {
  const { root } = options;
  const http = new HttpHost({ log });
  const port = await http.listen(options.port);
  const home = openHome(options.home);
  const { database } = home;
  const consoleUrl = `http://${consoleHost}:${port}`;
  const code = randomBytes(12).toString('base64url');
  Object.assign(process.env, appSettings({ root, home, port, consoleUrl, code, env: process.env }));

  const hub = new WebPubSubHub({
    hub: 'harvest',
    accessKey: home.secret,
    eventsUrl: `http://127.0.0.1:${port}/api/live/events`,
    log: (message, detail) => log('warn', 'hub', message, detail),
  });
  offerEmbeddedHost({
    database,
    liveHttpClient: hubHttpClient(hub),
    // The engine is made of the app, which is loaded below.
    durableTransport: (request) => engineTransport(engine)(request),
  });
  const worker = await startWorker({ appDirectory: root, log });
  const baseUrl = `http://127.0.0.1:${port}`;
  const host = readHostJson(root);
  const strict = options.strict ? seededDice(options.strict) : undefined;
  const engine = new DurableEngine({ database, worker, baseUrl, log, strict, ...host.durable });
  const triggers = createTriggers({
    worker,
    database,
    host,
    settings: process.env,
    extraInputs: (fn) => durableClients(fn.bindings, engine.clientInput()),
    servedElsewhere: durableTriggers,
    strict,
    log,
  });

  http.claims.push(triggers.http);
  http.claims.push({ prefix: '/api/hubs/', handle: (req, res) => hub.handle(req, res) });
  http.claims.push({
    prefix: '/runtime/webhooks/durabletask/',
    handle: (req, res) => engine.handle(req, res),
  });
  http.upgrades.push({
    prefix: '/client/hubs/',
    upgrade: (req, socket, head) => hub.upgrade(req, socket, head),
  });
  http.fallback = serveSite(await readSite(join(root, 'dist/console')));
  http.open();
  await engine.start();
  await triggers.start();

  return {
    url: baseUrl,
    consoleUrl,
    code,
    async stop() {
      const parts = async (): Promise<'stopped'> => {
        await triggers.stop(partGraceMs);
        // Before its sockets are cut, which would look as if everybody had left.
        await hub.close();
        await http.close(partGraceMs);
        await engine.stop();
        await worker.stop();
        return 'stopped';
      };
      const late = setTimeout(stopWithinMs, 'late' as const, { ref: false });
      if ((await Promise.race([parts(), late])) === 'late')
        log(
          'warn',
          'host.stop-cut',
          'Not everything ended in time; the next start goes on from it.',
        );
      database.close();
    },
  };
}

function durableClients(
  bindings: Record<string, { type: string }>,
  input: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(bindings)
      .filter(([, binding]) => binding.type === 'durableClient')
      .map(([name]) => [name, input]),
  );
}
