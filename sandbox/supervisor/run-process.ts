import { spawn } from 'node:child_process';
import { readLines } from './lines.ts';

export type ProcessOptions = {
  cwd: string;
  env: Record<string, string>;
  timeoutMs: number;
  /** Called for each line of standard error, and of standard output unless that is kept. */
  onLine?: (line: string) => void;
  /** Keeps standard output up to this many bytes; what is beyond is dropped. */
  keepOutputBytes?: number;
};

export type ProcessResult = {
  /** Null when a signal ended it. */
  exitCode: number | null;
  timedOut: boolean;
  output: string;
  /** The last lines of standard error, for an error text. */
  errorTail: string;
};

const tailLines = 12;

/**
 * Runs a program in its own process group and resolves when it has ended. At the time limit the
 * whole group is killed, so that what it started in the background goes with it.
 * Rejects only when the program cannot be started.
 */
export function runProcess(
  program: string,
  args: readonly string[],
  { cwd, env, timeoutMs, onLine, keepOutputBytes = 0 }: ProcessOptions,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const kept: Buffer[] = [];
    let keptBytes = 0;
    const tail: string[] = [];
    let timedOut = false;
    const killGroup = (): void => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      // A process that left the group may still hold the pipes; their end is not waited for.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup();
    }, timeoutMs);
    if (keepOutputBytes > 0) {
      child.stdout.on('data', (chunk: Buffer) => {
        if (keptBytes >= keepOutputBytes) return;
        kept.push(chunk.subarray(0, keepOutputBytes - keptBytes));
        keptBytes += chunk.length;
      });
    } else {
      readLines(child.stdout, (line) => onLine?.(line));
    }
    readLines(child.stderr, (line) => {
      tail.push(line);
      if (tail.length > tailLines) tail.shift();
      onLine?.(line);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    // Background processes keep the pipes open after the program's end; they get a moment.
    child.on('exit', () => setTimeout(() => child.stdout.destroy(), 500).unref());
    child.on('exit', () => setTimeout(() => child.stderr.destroy(), 500).unref());
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      const output = Buffer.concat(kept).toString('utf8');
      resolve({ exitCode, timedOut, output, errorTail: tail.join('\n') });
    });
  });
}

/** Sends a signal to a process group; a group that is gone is fine. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
