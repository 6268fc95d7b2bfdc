import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('fake-process.ts', import.meta.url));

/** A fake that can be killed and comes back on its port with all that it had stored. */
export class KillableFake {
  readonly #kind: 'cosmos' | 'service-bus';
  readonly #folder = mkdtempSync(join(tmpdir(), 'harvest-fake-'));
  #child: ChildProcess | undefined;
  port = 0;

  constructor(kind: 'cosmos' | 'service-bus') {
    this.#kind = kind;
  }

  async start(): Promise<void> {
    const args = [this.#kind, join(this.#folder, 'data.sqlite'), String(this.port)];
    this.#child = fork(main, args, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [message] = await once(this.#child, 'message');
    this.port = (message as { port: number }).port;
  }

  async kill(): Promise<void> {
    if (!this.#child) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    this.#child = undefined;
    await exited;
  }

  /** Ends it, and its data. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
