import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Isolation } from '../../../adapters/sandbox/isolation.ts';
import { LocalSandboxProvider } from '../../../adapters/sandbox/local.ts';
import type { Greeting, ProviderHarness } from '../../conformance/sandbox-provider.ts';
import { makeBootConfig } from './boot-config.ts';
import { newId } from './ids.ts';

const root = join(import.meta.dirname, '../../..');
const Report = z.object({
  sandboxId: z.string(),
  starts: z.number().optional(),
  output: z.string().optional(),
});

type Order = { exit?: true; shell?: string };

/** The local provider with a stand-in for the supervisor, to which shell commands can be given. */
export async function startProbeLab(isolation?: Isolation) {
  const directory = await mkdtemp(join(tmpdir(), 'harvest-provider-'));
  const greetings: Greeting[] = [];
  const idle = new Map<string, ServerResponse>();
  const reports = new EventTarget();
  let lastOutput = '';
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { sandboxId, starts, output } = Report.parse(JSON.parse(text));
    if (starts !== undefined) greetings.push({ sandboxId, starts });
    lastOutput = output ?? '';
    idle.set(sandboxId, response);
    reports.dispatchEvent(new Event('report'));
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const controlUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function idleSandbox(sandboxId: string): Promise<ServerResponse> {
    for (;;) {
      const response = idle.get(sandboxId);
      if (response) return response;
      await once(reports, 'report');
    }
  }

  async function order(sandboxId: string, what: Order): Promise<void> {
    const response = await idleSandbox(sandboxId);
    idle.delete(sandboxId);
    response.end(JSON.stringify(what));
  }

  const harness: ProviderHarness = {
    provider: () =>
      new LocalSandboxProvider({
        home: join(directory, 'home'),
        node: join(root, 'node_modules/node/bin/node'),
        supervisor: join(import.meta.dirname, 'probe-supervisor.mjs'),
        plugin: join(root, 'package.json'),
        opencode: join(root, 'node_modules/opencode-linux-x64/bin/opencode'),
        log: () => {},
        ...(isolation && { isolation }),
      }),
    request: (sandboxId, snapshotId) => ({
      sandboxId,
      ...(snapshotId !== undefined && { snapshotId }),
      boot: makeBootConfig({
        sandboxId,
        sessionId: newId('ses'),
        controlUrl,
        tokens: { control: 'c', model: 'm', git: 'g', command: 'secret-command-token' },
        repository: { cloneUrl: `${controlUrl}/git`, branch: 'b', baseRef: 'main' },
        modelUrl: controlUrl,
        limits: {},
      }),
    }),
    greeting: async (sandboxId) => {
      await idleSandbox(sandboxId);
      const found = greetings.find((greeting) => greeting.sandboxId === sandboxId);
      if (!found) throw new Error('It went on without a greeting.');
      return found;
    },
    greetings: (sandboxId) => greetings.filter((greeting) => greeting.sandboxId === sandboxId),
    crash: (sandboxId) => order(sandboxId, { exit: true }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await rm(directory, { recursive: true, force: true });
    },
  };
  return {
    ...harness,
    directory,
    /** Runs a shell command in the sandbox; resolves with all that it wrote. */
    shell: async (sandboxId: string, command: string): Promise<string> => {
      await order(sandboxId, { shell: command });
      await idleSandbox(sandboxId);
      return lastOutput.trim();
    },
  };
}
