import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { InvocationContext } from '@azure/functions';
import * as df from 'durable-functions';
import { sendThrough } from '../../../adapters/durable-transport.ts';
import { Database } from '../../../adapters/sqlite/database.ts';
import { DurableEngine, type DurableOptions } from '../../../embedded/durable/engine.ts';
import { engineTransport } from '../../../embedded/durable/management/transport.ts';
import { startWorker } from '../../../embedded/functions/start-worker.ts';
import type { Invocation, StartedWorker } from '../../../embedded/functions/worker.ts';

let loaded: Promise<StartedWorker> | undefined;
// The SDK corrects the URLs it is given unless it is told where it runs.
process.env['WEBSITE_HOSTNAME'] = '127.0.0.1';

export type Logged = { level: string; code: string; message: string };

export type RunningEngine = {
  engine: DurableEngine;
  database: Database;
  client: df.DurableClient;
  baseUrl: string;
  logged: Logged[];
  /** Starts an orchestration, waits until nothing is due, and returns its status. */
  run(name: string, input?: unknown, instanceId?: string): Promise<df.DurableOrchestrationStatus>;
  /** Polls until an orchestration has finished. */
  finished(instanceId: string): Promise<df.DurableOrchestrationStatus>;
  /** A new engine on the same database, as after a restart of the process. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type EngineSetup = Partial<Omit<DurableOptions, 'database' | 'worker'>> & {
  /** Called before each invocation; a throw is a failure of the host. */
  onInvoke?: (name: string, invocation: Invocation) => void;
  /** Whether the client calls the engine itself, as it does in the single-machine host. */
  inProcess?: boolean;
};

/** The engine with the app of `app/`, on a database of its own, behind a real HTTP server. */
export async function runningEngine(setup: EngineSetup = {}): Promise<RunningEngine> {
  const { onInvoke, inProcess = false, ...options } = setup;
  loaded ??= startWorker({ appDirectory: path.join(import.meta.dirname, 'app'), log: () => {} });
  const worker = await loaded;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'harvest-durable-'));
  const database = new Database(path.join(folder, 'db.sqlite'));
  const server = http.createServer((req, res) => running.engine.handle(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logged: Logged[] = [];
  const create = () =>
    new DurableEngine({
      database,
      worker: {
        functions: worker.functions,
        invoke: async (name, invocation) => {
          onInvoke?.(name, invocation);
          return worker.invoke(name, invocation);
        },
      },
      taskHub: 'test',
      baseUrl,
      log: (level, code, message) => logged.push({ level, code, message }),
      ...options,
    });
  const engine = create();
  const running: RunningEngine = {
    engine,
    database,
    client: clientOf(engine, inProcess),
    baseUrl,
    logged,
    run: async (name, input, instanceId) => {
      const id = await running.client.startNew(name, {
        input,
        ...(instanceId !== undefined && { instanceId }),
      });
      await running.engine.idle();
      return running.client.getStatus(id);
    },
    finished: async (instanceId) => {
      for (;;) {
        const status = await running.client.getStatus(instanceId);
        if (!['Pending', 'Running', 'Suspended'].includes(status.runtimeStatus)) return status;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    restart: async () => {
      await running.engine.stop();
      running.engine = create();
      running.client = clientOf(running.engine, inProcess);
      await running.engine.start();
    },
    close: async () => {
      await running.engine.stop();
      server.closeAllConnections();
      server.close();
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
  await engine.start();
  return running;
}

/** The SDK's own client, as a function of the app would get it. */
function clientOf(engine: DurableEngine, inProcess: boolean): df.DurableClient {
  const binding = df.input.durableClient();
  const context = {
    options: { extraInputs: [binding] },
    extraInputs: { get: () => JSON.parse(engine.clientInput()) as unknown },
  };
  const client = df.getClient(context as unknown as InvocationContext);
  if (inProcess) sendThrough(client, engineTransport(engine));
  return client;
}
