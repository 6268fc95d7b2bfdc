import { execFile } from 'node:child_process';

export type GitOptions = {
  env: Readonly<Record<string, string>>;
  /** After this time the process is asked to end, and the call counts as failed. */
  timeoutMs: number;
  /** Output beyond this is cut off, and the process ended. */
  maxOutputBytes?: number;
  /** Given to git on its standard input. */
  input?: string;
};

export type GitOutcome = {
  ok: boolean;
  stdout: string;
  /** Standard output as it is, for what need not be text. */
  bytes: Buffer;
  /** Why it failed, for a person; without credentials. Empty when it went well. */
  problem: string;
  /** The output was longer than allowed. */
  truncated: boolean;
};

/**
 * Settings that a repository may not override, because they run programs or reach further than
 * the command at hand. A repository that a person names may come from anywhere.
 */
const guards = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.alternateRefsCommand=true',
  'protocol.ext.allow=never',
  'submodule.recurse=false',
  'fetch.writeCommitGraph=false',
  'gc.auto=0',
  'maintenance.auto=false',
].flatMap((setting) => ['-c', setting]);

/** Runs one git command to its end. Never rejects: what fails is an outcome. */
export function git(args: readonly string[], options: GitOptions): Promise<GitOutcome> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      ['--no-pager', ...guards, ...args],
      {
        env: { ...options.env },
        encoding: 'buffer',
        timeout: options.timeoutMs,
        maxBuffer: options.maxOutputBytes ?? 4 * 1024 * 1024,
      },
      (error, bytes, stderr) => {
        const truncated = error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
        const timedOut = error?.killed === true && !truncated;
        const cause = timedOut
          ? `git took longer than ${options.timeoutMs / 1000} s`
          : stderr.toString();
        resolve({
          ok: !error,
          stdout: bytes.toString(),
          bytes,
          problem: error ? withoutCredentials(cause.trim() || error.message).slice(-600) : '',
          truncated,
        });
      },
    );
    // Git may end before it has read everything; how it ended tells enough.
    child.stdin?.on('error', () => {}).end(options.input);
  });
}

/** Git's settings can put a user and a token into addresses, which git then repeats in errors. */
function withoutCredentials(text: string): string {
  return text.replaceAll(/:\/\/[^/@\s]+@/g, '://');
}
