import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { LocalSandboxProvider } from '../../../adapters/sandbox/local.ts';
import { ApiClient } from '../../../cli/api-client.ts';
import { freePort } from './free-port.ts';
import type { SmallDisk } from './small-disk.ts';

const root = resolve(import.meta.dirname, '../../..');
const main = join(root, 'embedded/main.ts');

/** What a person's shell may hold and a test must not depend on. */
const personal = /^(HARVEST_|ANTHROPIC_|OPENAI_|AZURE_|OPENROUTER_|npm_|INIT_CWD)/;

export type ServiceOptions = {
  env?: Record<string, string>;
  /** Whether its host behaves as Azure promises and no better; in `npm run test:strict` all do. */
  strict?: boolean;
  /** Where it keeps everything; a folder of its own without. The disk is not disposed with it. */
  disk?: SmallDisk;
};

/** Chosen anew by each `npm run test:strict`; without it the same chances in every run. */
const seed = process.env['STRICT_SEED'];

/**
 * The real service as a process of its own, in a folder of its own. It keeps its port when it is
 * started again, as its sandboxes know it. Disposing it ends its sandboxes and removes the folder.
 */
export class Service {
  readonly home: string;
  readonly url: string;
  readonly api: ApiClient;
  readonly #env: NodeJS.ProcessEnv;
  readonly #disk: SmallDisk | undefined;
  #child: ChildProcess | undefined;
  #output = '';

  private constructor(
    home: string,
    port: number,
    { env, disk }: { env: Record<string, string>; disk: SmallDisk | undefined },
  ) {
    this.home = home;
    this.#disk = disk;
    this.url = `http://127.0.0.1:${port}`;
    this.api = new ApiClient(this.url, () => this.token());
    const kept = Object.entries(process.env).filter(([name]) => !personal.test(name));
    this.#env = {
      ...Object.fromEntries(kept),
      HARVEST_HOME: disk?.mount ?? home,
      HARVEST_PORT: String(port),
      HARVEST_USER_NAME: 'Ada',
      HARVEST_USER_EMAIL: 'ada@example.com',
      ...env,
    };
  }

  static async start({ env, strict = false, disk }: ServiceOptions = {}): Promise<Service> {
    const home = disk?.outside ?? (await mkdtemp(join(tmpdir(), 'harvest-flow-')));
    const chances = strict || seed ? { HARVEST_STRICT: seed ?? 'harvest' } : {};
    const service = new Service(home, await freePort(), { env: { ...chances, ...env }, disk });
    await service.start();
    return service;
  }

  /** Where a browser opens it. */
  get consoleUrl(): string {
    return `http://harvest.localhost:${new URL(this.url).port}`;
  }

  /** The environment in which a command of the client finds this service. */
  get clientEnv(): NodeJS.ProcessEnv {
    return { ...this.#env, HARVEST_URL: this.url };
  }

  /** What the service has printed and logged so far. */
  get output(): string {
    return this.#output;
  }

  async token(): Promise<string> {
    return (await readFile(join(this.home, 'token'), 'utf8')).trim();
  }

  /** Resolves when the service says that it runs. Of its environment `env` is changed for good. */
  async start(env: Record<string, string> = {}): Promise<void> {
    Object.assign(this.#env, env);
    const [command = '', ...args] = [...(this.#disk?.enter ?? []), process.execPath, main];
    const child = spawn(command, args, {
      cwd: root,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const { promise: running, resolve: isRunning } = Promise.withResolvers<void>();
    const before = this.#output.length;
    const read = (text: string): void => {
      this.#output += text;
      if (this.#output.includes('Harvest is running.', before)) isRunning();
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The service ended instead of starting:\n${this.#output}`);
    });
    await Promise.race([running, ended]);
    ended.catch(() => {});
  }

  /** Ends the service with SIGKILL, at once; its sandboxes go on. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Ends the service in order; its sandboxes go on. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    const programs = { node: '', supervisor: '', plugin: '', opencode: '' };
    const sandboxes = new LocalSandboxProvider({ home: this.home, ...programs, log: () => {} });
    for (const { sandboxId } of await sandboxes.list()) await sandboxes.terminate(sandboxId);
    const kept = process.env['KEEP_DATABASES'];
    if (kept) await copyFile(join(this.home, 'harvest.db'), join(kept, basename(this.home)));
    if (!this.#disk) await rm(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
