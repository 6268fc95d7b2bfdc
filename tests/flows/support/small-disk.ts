import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const chunk = Buffer.alloc(64 * 1024);

/**
 * A real file system of a few megabytes, which only those see who are run within it. It is in
 * memory and in a mount namespace of its own, and goes when the test's process does.
 */
export class SmallDisk implements AsyncDisposable {
  /** Where those within it find it. */
  readonly mount: string;
  /** Where everybody else finds it. */
  readonly outside: string;
  /** Put before a command it runs the command within, as the same process. */
  readonly enter: readonly string[];
  readonly #holder: ChildProcess;

  private constructor(mount: string, holder: ChildProcess, pid: string) {
    this.mount = mount;
    this.#holder = holder;
    this.outside = `/proc/${pid}/root${mount}`;
    // Who is no root had to make a user namespace, too.
    const user = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials'];
    this.enter = ['nsenter', '--target', pid, '--mount', ...user, `--wd=${process.cwd()}`, '--'];
  }

  /** Answers undefined where this machine does not let its user mount anything. */
  static async create(bytes: number): Promise<SmallDisk | undefined> {
    const mount = await mkdtemp(join(tmpdir(), 'harvest-disk-'));
    const disk = ['--size', String(bytes), '--perms', '0700', '--tmpfs', mount];
    // Says which process it is, and holds the disk until the end of its input.
    const hold = ['sh', '-c', 'echo $$; exec cat'];
    const holder = spawn('bwrap', ['--dev-bind', '/', '/', ...disk, '--', ...hold], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const [pid] = await Promise.race([
      once(createInterface({ input: holder.stdout }), 'line') as Promise<[string]>,
      once(holder, 'close').then(() => []),
    ]).catch(() => []);
    if (pid !== undefined) return new SmallDisk(mount, holder, pid);
    await rmdir(mount);
    return undefined;
  }

  /** Takes all the room that is left. */
  async fill(): Promise<void> {
    await using file = await open(this.#filling, 'a');
    try {
      for (;;) await file.write(chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** Gives back what `fill` took. */
  async makeRoom(): Promise<void> {
    await rm(this.#filling);
  }

  get #filling(): string {
    return join(this.outside, 'filling');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#holder, 'close');
    this.#holder.stdin?.end();
    await closed;
    await rmdir(this.mount);
  }
}
