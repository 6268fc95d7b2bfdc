import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkspaceStart } from '../../core/ports/scm.ts';
import { git, type GitOptions, type GitOutcome } from './git.ts';
import type { Place } from './places.ts';
import { sessionBranchPrefix } from './session-branch.ts';
import { removeStaleLocks } from './stale-locks.ts';

type Environment = GitOptions['env'];

const quickMs = 30_000;
const transferMs = 15 * 60_000;
const maintainMs = 15 * 60_000;
/** From about so many on, packing them is worth it. */
const looseObjects = 500;
const diffBytes = 8 * 1024 * 1024;

/** The person's branches and tags. What sandboxes pushed is not theirs, and must survive. */
const followed = [
  '+refs/heads/*:refs/heads/*',
  `^refs/heads/${sessionBranchPrefix}*`,
  // Git cannot keep a branch of this name beside those that begin with it.
  `^refs/heads/${sessionBranchPrefix.replace(/\/$/, '')}`,
  '+refs/tags/*:refs/tags/*',
];
/** What HEAD was at the last fetch; not visible to sandboxes. */
const headRef = 'refs/harvest/head';

/** Whether a mirror is as its place was, and if not, why. */
export type Followed = Pick<GitOutcome, 'ok' | 'problem'>;

/** The bare copy of a repository that sandboxes clone from and push to. */
export class Mirror {
  readonly path: string;
  readonly #closed: Environment;

  /** @param closed the environment for repositories of this machine */
  constructor(path: string, closed: Environment) {
    this.path = path;
    this.#closed = closed;
  }

  async exists(): Promise<boolean> {
    return (await stat(join(this.path, 'HEAD')).catch(() => undefined)) !== undefined;
  }

  /**
   * Makes branches, tags and HEAD as they are at `place`; the sessions' branches stay.
   * @param env what the fetch may use: nothing of the person's for a folder, all for a remote
   */
  async follow(place: Place, env: Environment): Promise<Followed> {
    if (!(await this.exists())) {
      const made = await git(['init', '--quiet', '--bare', '--template=', '--', this.path], {
        env: this.#closed,
        timeoutMs: quickMs,
      });
      if (!made.ok) return made;
    } else await this.unlock();
    const fetched = await git(
      [
        ...this.#here(),
        'fetch',
        '--quiet',
        '--prune',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--update-shallow',
        '--end-of-options',
        place.address,
        ...followed,
        `+HEAD:${headRef}`,
      ],
      { env, timeoutMs: transferMs },
    );
    return fetched.ok ? this.#pointHead(place.branch) : fetched;
  }

  /** Takes away what a git that was killed keeps others from writing with. */
  unlock(): Promise<void> {
    return removeStaleLocks(this.path);
  }

  /** The commit that `ref` names, or null when there is none. */
  async commitOf(ref: string): Promise<string | null> {
    const { ok, stdout } = await this.git([
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${ref}^{commit}`,
    ]);
    return ok ? stdout.trim() : null;
  }

  /** The person's HEAD, as of the last fetch. */
  head(): Promise<string | null> {
    return this.commitOf(headRef);
  }

  /** What Harvest last brought to the person as `branch`; null when it never did. */
  delivered(branch: string): Promise<string | null> {
    return this.commitOf(deliveredRef(branch));
  }

  markDelivered(branch: string, commit: string): Promise<GitOutcome> {
    return this.git(['update-ref', deliveredRef(branch), commit]);
  }

  /** Removes a session's branch, and the note of what was delivered of it. */
  async discard(branch: string): Promise<void> {
    await this.#deleteRefs(branchRef(branch), deliveredRef(branch));
  }

  /** Removes everything of a session's branch. */
  async forget(branch: string): Promise<void> {
    await this.unlock();
    await this.#deleteRefs(branchRef(branch), deliveredRef(branch), startRef(branch));
  }

  /**
   * Answers the commit that a workspace of `branch` starts from. It is noted once, since the person's
   * HEAD moves on and even takes the branch in; while nothing has come of the branch, it is
   * noted anew.
   */
  async start({ branch, restored }: WorkspaceStart): Promise<string | null> {
    const at = await this.#refs(startRef(branch), branchRef(branch), headRef);
    const noted = at.get(startRef(branch)) ?? null;
    const isPushed = at.has(branchRef(branch));
    if (noted !== null && (restored || isPushed)) return noted;
    const start = isPushed ? await this.base(branch) : (at.get(headRef) ?? null);
    if (start !== null && start !== noted) await this.git(['update-ref', startRef(branch), start]);
    return start;
  }

  /** What `branch` changed since its base; cut at 8 MB. */
  async diff(branch: string): Promise<GitOutcome> {
    const range = `${await this.#startOf(branch)}...${branchRef(branch)}`;
    const outcome = await this.git(
      ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '--end-of-options', range],
      { maxOutputBytes: diffBytes },
    );
    if (!outcome.truncated) return outcome;
    const stdout = outcome.stdout.slice(0, outcome.stdout.lastIndexOf('\n') + 1);
    return { ...outcome, ok: true, stdout };
  }

  /** Where `branch` left what it started from; that itself while there is no such branch. */
  async base(branch: string): Promise<string | null> {
    const start = await this.#startOf(branch);
    const { ok, stdout } = await this.git(['merge-base', start, branchRef(branch)]);
    return ok ? stdout.trim() : this.commitOf(start);
  }

  /** Packs what has gathered, and drops what nothing leads to any more, when it is worth it. */
  maintain(): Promise<GitOutcome> {
    const settings = [
      `gc.auto=${looseObjects}`,
      'gc.autoDetach=false',
      // Sandboxes wait meanwhile; what is large is packed well enough.
      'gc.bigPackThreshold=200m',
    ].flatMap((setting) => ['-c', setting]);
    return git([...settings, ...this.#here(), 'gc', '--quiet', '--auto'], {
      env: this.#closed,
      timeoutMs: maintainMs,
    });
  }

  /** The ref whose commit `branch` is compared with; the person's HEAD before its first workspace. */
  async #startOf(branch: string): Promise<string> {
    return (await this.commitOf(startRef(branch))) === null ? headRef : startRef(branch);
  }

  /** Where these refs are, without those that do not exist; in one command, as a person waits. */
  async #refs(...refs: readonly string[]): Promise<Map<string, string>> {
    const format = '--format=%(refname) %(objectname)';
    const { stdout } = await this.git(['for-each-ref', format, '--', ...refs]);
    const lines = stdout.split('\n').filter(Boolean);
    return new Map(lines.map((line) => line.split(' ') as [string, string]));
  }

  async #deleteRefs(...refs: readonly string[]): Promise<void> {
    const input = refs.map((ref) => `delete ${ref}\n`).join('');
    await this.git(['update-ref', '--stdin'], { input });
  }

  /** What a clone of the mirror checks out. */
  async #pointHead(branch: string | null): Promise<Followed> {
    if (branch === null) return this.git(['update-ref', '--no-deref', 'HEAD', headRef]);
    // To start git takes many times longer than to read that file.
    const head = await readFile(join(this.path, 'HEAD'), 'utf8');
    if (head === `ref: ${branchRef(branch)}\n`) return { ok: true, problem: '' };
    return this.git(['symbolic-ref', 'HEAD', branchRef(branch)]);
  }

  /** Runs git on the mirror, in the closed environment and with a short time limit. */
  git(
    args: readonly string[],
    options: Pick<GitOptions, 'maxOutputBytes' | 'input'> = {},
  ): Promise<GitOutcome> {
    return git([...this.#here(), ...args], {
      env: this.#closed,
      timeoutMs: quickMs,
      ...options,
    });
  }

  #here(): string[] {
    return ['-c', `safe.directory=${this.path}`, '--git-dir', this.path];
  }
}

function branchRef(branch: string): string {
  return `refs/heads/${branch}`;
}

function deliveredRef(branch: string): string {
  return `refs/harvest/delivered/${branch}`;
}

function startRef(branch: string): string {
  return `refs/harvest/start/${branch}`;
}
