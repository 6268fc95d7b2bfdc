import { spawn } from 'node:child_process';
import { chown, open, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BootConfig } from '../../contracts/supervisor.ts';
import type {
  SandboxProvider,
  SandboxRequest,
  SandboxState,
} from '../../core/ports/sandbox-provider.ts';
import { probeIsolation, systemFiles, type Isolation } from './isolation.ts';
import { copyTree, exists, giveTree, LocalFiles, removeTree } from './local-files.ts';
import {
  descendants,
  identifyProcess,
  isRunning,
  killProcess,
  processesWithVariable,
  waitUntilGone,
  type ProcessIdentity,
} from './process-identity.ts';
import {
  plainCommand,
  rootCommand,
  sandboxUid,
  userCommand,
  type CommandLine,
  type SandboxPrograms,
} from './sandbox-command.ts';
import { orSandboxError, SandboxError } from './sandbox-error.ts';

const killTimeoutMs = 10_000;

export type LocalSandboxOptions = SandboxPrograms & {
  /** Where sandboxes and snapshots are kept. */
  home: string;
  log: (message: string) => void;
  /** Which walls to put up; by default as many as this machine allows. */
  isolation?: Isolation;
};

/**
 * Sandboxes on this machine: one directory and one tree of processes each, in Linux namespaces
 * and never as root where the machine allows it. They outlive a crash of the service and are found by
 * the next through their record; killing the first process takes all others with it.
 */
export class LocalSandboxProvider implements SandboxProvider {
  readonly name = 'local';
  readonly #options: LocalSandboxOptions;
  /** Tried meanwhile: it would hold up the start of whoever needs no sandbox yet. */
  readonly #isolation: Promise<Isolation>;
  readonly #files: LocalFiles;
  readonly #creating = new Map<string, Promise<void>>();

  constructor(options: LocalSandboxOptions) {
    this.#options = options;
    this.#files = new LocalFiles(options.home);
    const { isolation } = options;
    this.#isolation = isolation ? Promise.resolve(isolation) : this.#probe();
  }

  async isolated(): Promise<boolean> {
    return (await this.#isolation) !== 'none';
  }

  create(request: SandboxRequest): Promise<void> {
    const { sandboxId } = request;
    const pending = this.#creating.get(sandboxId);
    if (pending) return pending;
    const created = orSandboxError('The sandbox could not be started', () => this.#create(request));
    const done = created.finally(() => this.#creating.delete(sandboxId));
    this.#creating.set(sandboxId, done);
    return done;
  }

  async state(sandboxId: string): Promise<SandboxState> {
    const record = await this.#files.readRecord(sandboxId);
    if (!record) return { phase: 'ended', cause: 'There is no such sandbox.' };
    if (await isRunning(record)) return { phase: 'running' };
    return { phase: 'ended', cause: 'Its main process has ended.' };
  }

  isEndpoint(endpoint: string): boolean {
    return /^http:\/\/127\.0\.0\.1:[1-9]\d{0,4}$/.test(endpoint);
  }

  async list(): Promise<Array<{ sandboxId: string }>> {
    return (await this.#files.sandboxIds()).map((sandboxId) => ({ sandboxId }));
  }

  park(sandboxId: string, snapshotId: string): Promise<{ snapshotId: string } | null> {
    return orSandboxError('The sandbox could not be kept', async () => {
      const snapshot = this.#files.snapshot(snapshotId);
      const { directory, root } = this.#files.sandbox(sandboxId);
      await this.#made(sandboxId);
      await this.#kill(sandboxId);
      const kept = await exists(snapshot);
      if (!kept && (await exists(join(root, 'repo')))) await rename(root, snapshot);
      await removeTree(directory);
      return (await exists(snapshot)) ? { snapshotId } : null;
    });
  }

  terminate(sandboxId: string): Promise<void> {
    return orSandboxError('The sandbox could not be ended', async () => {
      await this.#made(sandboxId);
      await this.#kill(sandboxId);
      await removeTree(this.#files.sandbox(sandboxId).directory);
    });
  }

  deleteSnapshot(snapshotId: string): Promise<void> {
    return orSandboxError('The snapshot could not be deleted', () =>
      removeTree(this.#files.snapshot(snapshotId)),
    );
  }

  /**
   * Ends every sandbox with the service that is being shut down, so that nothing is left running;
   * what is in them stays, and the next run of their session goes on from there.
   */
  async close(): Promise<void> {
    await Promise.allSettled(this.#creating.values());
    await this.#kill(...(await this.#files.sandboxIds()));
  }

  async #probe(): Promise<Isolation> {
    const isolation = await probeIsolation();
    if (isolation === 'none') this.#options.log(noWalls(asRoot()));
    return isolation;
  }

  /** Resolves when the sandbox is not being made (any more): what is half made cannot be ended. */
  async #made(sandboxId: string): Promise<void> {
    await this.#creating.get(sandboxId)?.catch(() => {});
  }

  async #create({ sandboxId, snapshotId, boot }: SandboxRequest): Promise<void> {
    if (await this.#files.readRecord(sandboxId)) return;
    // Without walls and as root an agent could do everything to the whole machine.
    if (!this.#options.isolation && asRoot() && !(await this.isolated()))
      throw new SandboxError('sandbox_failed', noWalls(true));
    const { directory, root } = this.#files.sandbox(sandboxId);
    await this.#files.prepare();
    // Without a record this is what a service left that ended in the middle of this.
    await removeTree(directory);
    await mkdir(directory, { mode: 0o700 });
    try {
      await this.#fill(root, snapshotId);
      await this.#start(sandboxId, boot);
    } catch (error) {
      await this.#kill(sandboxId);
      await removeTree(directory);
      throw error;
    }
  }

  async #fill(root: string, snapshotId: string | undefined): Promise<void> {
    const owned = (await this.#isolation) === 'root';
    if (snapshotId === undefined) {
      await mkdir(root, { mode: 0o700 });
      if (owned) await chown(root, sandboxUid, sandboxUid);
      return;
    }
    const snapshot = this.#files.snapshot(snapshotId);
    if (!(await exists(snapshot)))
      throw new SandboxError('sandbox_failed', `There is no snapshot ${snapshotId}.`);
    // Half a copy must never be taken for a workspace, and replace the snapshot it came from.
    const copy = `${root}.new`;
    await copyTree(snapshot, copy);
    if (owned) await giveTree(copy, sandboxUid);
    await rename(copy, root);
  }

  async #start(sandboxId: string, boot: BootConfig): Promise<void> {
    const { program, args, env } = await this.#command(sandboxId);
    const log = await open(this.#files.sandbox(sandboxId).log, 'a', 0o600);
    try {
      const child = spawn(program, args, {
        cwd: '/',
        env,
        detached: true,
        stdio: ['pipe', log.fd, log.fd],
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', reject);
      });
      child.unref();
      const identity = child.pid === undefined ? undefined : await identifyProcess(child.pid);
      if (!identity) throw new SandboxError('sandbox_failed', 'The sandbox ended at once.');
      // Recorded before it is told what to do: one that nobody would find again reads an empty
      // input and ends.
      await this.#files.writeRecord(sandboxId, identity);
      child.stdin?.on('error', (error) =>
        this.#options.log(`${sandboxId} ended before it was told what to do: ${error.message}`),
      );
      child.stdin?.end(`${JSON.stringify(boot)}\n`);
    } finally {
      await log.close();
    }
  }

  async #command(sandboxId: string): Promise<CommandLine> {
    const directories = this.#files.sandbox(sandboxId);
    const isolation = await this.#isolation;
    if (isolation === 'none') return plainCommand(this.#options, directories);
    const uid = isolation === 'root' ? sandboxUid : (process.getuid?.() ?? sandboxUid);
    const gid = isolation === 'root' ? sandboxUid : (process.getgid?.() ?? sandboxUid);
    const nobody = 'nobody:x:65534:65534::/:/usr/sbin/nologin';
    await writeFile(directories.passwd, `agent:x:${uid}:${gid}::/w/home:/bin/bash\n${nobody}\n`);
    await writeFile(directories.group, `agent:x:${gid}:\nnogroup:x:65534:\n`);
    const command = isolation === 'root' ? rootCommand : userCommand;
    return command(this.#options, directories, systemFiles(this.#options.home));
  }

  /** Kills the sandboxes' processes and resolves when they are gone. */
  async #kill(...sandboxIds: string[]): Promise<void> {
    const records: ProcessIdentity[] = [];
    for (const sandboxId of sandboxIds) {
      const record = await this.#files.readRecord(sandboxId);
      if (record) records.push(record);
    }
    await killTrees(records);
    if (process.platform !== 'linux' || (await this.isolated())) return;
    // Without a namespace some may have left the tree; they still carry their sandbox's mark.
    const marks = sandboxIds.map((id) => `HARVEST_ROOT=${this.#files.sandbox(id).root}`);
    await killTrees(await processesWithVariable(new Set(marks)));
  }
}

async function killTrees(roots: readonly ProcessIdentity[]): Promise<void> {
  const running: ProcessIdentity[] = [];
  for (const root of roots) if (await isRunning(root)) running.push(root);
  if (running.length === 0) return;
  const all = [...running, ...(await descendants(...running.map(({ pid }) => pid)))];
  for (const each of all) await killProcess(each);
  for (const each of all) await waitUntilGone(each, killTimeoutMs);
}

const asRoot = (): boolean => process.getuid?.() === 0;

function noWalls(root: boolean): string {
  const what = root
    ? 'so no sandbox is started: agents would run as root.'
    : 'so agents run as plain processes that can read what you can read.';
  return `Sandboxes cannot be isolated on this machine, ${what} Install bubblewrap; \`harvest doctor\` says how.`;
}
