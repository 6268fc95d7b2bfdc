import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { failure } from '../../contracts/errors.ts';
import { readLines } from './lines.ts';
import { homeEnvironment, type SandboxPaths } from './paths.ts';
import { PhaseError } from './phases.ts';
import { killMarked, markedEnvironment, markedProcesses } from './process-marks.ts';
import { signalGroup } from './run-process.ts';

/** How long the hook counts as coming up; what it prints then is part of the start. */
const defaultComingUpMs = 30_000;
const stopGraceMs = 2_000;
const pollMs = 20;
/** How long the last lines of a hook that has ended may take. */
const lastLinesMs = 200;

export type StartHookOptions = {
  paths: SandboxPaths;
  /** The repository's variables. */
  environment: Readonly<Record<string, string>>;
  comingUpMs?: number;
};

/**
 * The repository's `.harvest/start.sh`, which starts what the session needs beside the agent. It
 * runs at each start of a sandbox and may stay in the foreground or leave processes behind: they
 * live until the sandbox comes to rest.
 */
export class StartHook {
  readonly #options: StartHookOptions;
  readonly #mark = randomUUID();
  #child: ChildProcess | undefined;
  #stopped = false;

  constructor(options: StartHookOptions) {
    this.#options = options;
  }

  get exists(): boolean {
    return existsSync(this.#script);
  }

  /**
   * Runs the hook, until it has ended or has run for as long as it may take to come up; then it
   * goes on by itself. Throws a `PhaseError` when it fails before that.
   */
  async run(log: (line: string) => void): Promise<void> {
    if (this.#stopped) return;
    const { paths, environment, comingUpMs = defaultComingUpMs } = this.#options;
    const child = spawn('bash', [this.#script], {
      cwd: paths.repo,
      env: { ...homeEnvironment(paths), ...environment, ...markedEnvironment(this.#mark) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let comingUp = true;
    // Read to the end, for who writes to a pipe that nobody reads is stopped.
    for (const stream of [child.stdout, child.stderr])
      readLines(stream, (line) => {
        if (comingUp) log(line);
      });
    const late = new AbortController();
    const ended = new Promise<number | null>((resolve, reject) => {
      // What it leaves running keeps the pipes open.
      child.on('exit', (exitCode) => setTimeout(() => resolve(exitCode), lastLinesMs));
      child.on('close', resolve);
      child.on('error', reject);
    });
    try {
      const waited = delay(comingUpMs, 'late' as const, { signal: late.signal });
      waited.catch(() => {});
      const exitCode = await Promise.race([ended, waited]);
      if (exitCode === 'late') log('It goes on in the background.');
      else if (exitCode !== 0 && !this.#stopped)
        throw new PhaseError(failure('start_failed', `.harvest/start.sh: exit code ${exitCode}.`));
    } finally {
      late.abort();
      comingUp = false;
    }
  }

  /** Ends what the hook has left running: in order, then by force. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const { pid } = this.#child ?? {};
    if (pid === undefined) return;
    signalGroup(pid, 'SIGTERM');
    const giveUpAt = Date.now() + stopGraceMs;
    while (Date.now() < giveUpAt && (await markedProcesses(this.#mark)).length > 0)
      await delay(pollMs);
    await killMarked(this.#mark);
  }

  get #script(): string {
    return join(this.#options.paths.repo, '.harvest/start.sh');
  }
}
