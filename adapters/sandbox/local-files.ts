import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { SandboxId, SnapshotId } from '../../contracts/ids.ts';

const run = promisify(execFile);

const SandboxRecord = z.object({ pid: z.number().int(), startTicks: z.number().int() });
export type SandboxRecord = z.infer<typeof SandboxRecord>;

/** The directories of the local provider; ids are checked before they become a path. */
export class LocalFiles {
  readonly #sandboxes: string;
  readonly #snapshots: string;

  constructor(home: string) {
    this.#sandboxes = join(home, 'sandboxes');
    this.#snapshots = join(home, 'snapshots');
  }

  sandbox(sandboxId: string) {
    const directory = join(this.#sandboxes, SandboxId.parse(sandboxId));
    return {
      directory,
      /** What the sandbox sees as `/w`. */
      root: join(directory, 'w'),
      record: join(directory, 'process.json'),
      log: join(directory, 'supervisor.log'),
      passwd: join(directory, 'passwd'),
      group: join(directory, 'group'),
    };
  }

  snapshot(snapshotId: string): string {
    return join(this.#snapshots, SnapshotId.parse(snapshotId));
  }

  async prepare(): Promise<void> {
    await mkdir(this.#sandboxes, { recursive: true, mode: 0o700 });
    await mkdir(this.#snapshots, { recursive: true, mode: 0o700 });
  }

  async sandboxIds(): Promise<string[]> {
    const names = await readdir(this.#sandboxes).catch(() => []);
    return names.filter((name) => SandboxId.safeParse(name).success);
  }

  /** The main process as it was recorded; undefined when the sandbox never got that far. */
  async readRecord(sandboxId: string): Promise<SandboxRecord | undefined> {
    const { record } = this.sandbox(sandboxId);
    // Any other failure must not look as if there were no process to end.
    const text = await readFile(record, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return undefined;
    });
    return text === undefined ? undefined : SandboxRecord.parse(JSON.parse(text));
  }

  /** Written under another name first, so that a record is never found half written. */
  async writeRecord(sandboxId: string, record: SandboxRecord): Promise<void> {
    const { record: file } = this.sandbox(sandboxId);
    await writeFile(`${file}.new`, JSON.stringify(record));
    await rename(`${file}.new`, file);
  }
}

export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/** Copies a directory, sharing the blocks where the file system can. */
export async function copyTree(from: string, to: string): Promise<void> {
  await run('cp', ['-a', '--reflink=auto', '--', from, to]);
}

/** Gives a tree to the user that sandboxes run as. */
export async function giveTree(path: string, uid: number): Promise<void> {
  await run('chown', ['-R', '-h', `${uid}:${uid}`, '--', path]);
}

/**
 * Removes a tree even when its owner has taken the permissions for that away. The programs reach
 * directories whose path is longer than the system takes, which `node:fs` cannot.
 */
export async function removeTree(path: string): Promise<void> {
  if (!(await exists(path))) return;
  try {
    await run('rm', ['-rf', '--', path]);
  } catch {
    await run('chmod', ['-R', 'u+rwX', '--', path]);
    await run('rm', ['-rf', '--', path]);
  }
}
