import { homeEnvironment, type SandboxPaths } from './paths.ts';
import { runProcess, type ProcessResult } from './run-process.ts';

/** Thrown when git ends with an error; the message is what git wrote last. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly timedOut: boolean;

  constructor(operation: string, result: ProcessResult) {
    const reason = result.timedOut ? 'did not end in time' : result.errorTail.trim();
    super(`git ${operation}: ${reason || `exit code ${result.exitCode}`}`);
    this.timedOut = result.timedOut;
  }
}

export type GitOptions = {
  cwd?: string;
  timeoutMs?: number;
  onLine?: (line: string) => void;
  env?: Record<string, string>;
  /** Authorises this one operation. */
  token?: string;
};

/**
 * What our own git commands do not do, although the repository's configuration (which the agent
 * can write) says so: run hooks, monitors or credential helpers, leave HTTP, or go by a proxy.
 * Filters that it names do run, as anything of the agent's does, when files are added or checked
 * out; these commands have no token.
 */
const safeConfig: ReadonlyArray<readonly [string, string]> = [
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  ['protocol.http.allow', 'always'],
  ['protocol.https.allow', 'always'],
  ['http.proxy', ''],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['commit.gpgSign', 'false'],
  ['gc.auto', '0'],
  ['safe.directory', '*'],
];

const maxOutputBytes = 8_000_000;

/** Runs git commands on the workspace without trusting what is in it. */
export class Git {
  readonly #paths: SandboxPaths;
  readonly #remoteUrl: string;
  readonly #endsAt: number;

  /** @param endsAt when every command has to have ended, in milliseconds since the epoch */
  constructor(paths: SandboxPaths, remoteUrl: string, endsAt = Infinity) {
    this.#paths = paths;
    this.#remoteUrl = remoteUrl;
    this.#endsAt = endsAt;
  }

  /** The same for a piece of work whose commands together may take `limitMs` from now. */
  within(limitMs: number): Git {
    return new Git(this.#paths, this.#remoteUrl, Date.now() + limitMs);
  }

  /** Standard output without the final newline. Throws `GitError`. */
  async run(args: readonly string[], options: GitOptions = {}): Promise<string> {
    const result = await this.#start(args, options);
    if (result.exitCode !== 0) throw new GitError(args[0] ?? '', result);
    return result.output.replace(/\n$/, '');
  }

  /** Like `run`, but undefined where git answers "no" by its exit code. */
  async find(args: readonly string[], options: GitOptions = {}): Promise<string | undefined> {
    const result = await this.#start(args, options);
    return result.exitCode === 0 ? result.output.replace(/\n$/, '') : undefined;
  }

  #start(args: readonly string[], options: GitOptions): Promise<ProcessResult> {
    const { cwd = this.#paths.repo, timeoutMs = 120_000, onLine, env = {}, token } = options;
    const leftMs = Math.max(1, this.#endsAt - Date.now());
    return runProcess('git', args, {
      cwd,
      timeoutMs: Math.min(timeoutMs, leftMs),
      ...(onLine && { onLine }),
      keepOutputBytes: maxOutputBytes,
      env: { ...homeEnvironment(this.#paths), ...this.#environment(token), ...env },
    });
  }

  #environment(token: string | undefined): Record<string, string> {
    // Settings for the remote's own URL: a rewritten remote does not get the header, and the
    // repository's configuration cannot name anything that counts for more.
    const remote = `http.${this.#remoteUrl}`;
    const config = [...safeConfig, [`${remote}.proxy`, ''] as const];
    if (token) config.push([`${remote}.extraHeader`, `Authorization: Bearer ${token}`]);
    const env: Record<string, string> = {
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_COUNT: String(config.length),
    };
    for (const [index, [key, value]] of config.entries()) {
      env[`GIT_CONFIG_KEY_${index}`] = key;
      env[`GIT_CONFIG_VALUE_${index}`] = value;
    }
    return env;
  }
}
