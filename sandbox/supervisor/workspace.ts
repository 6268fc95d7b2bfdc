import { rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BootConfig } from '../../contracts/supervisor.ts';
import type { Git } from './git.ts';
import type { SandboxPaths } from './paths.ts';

/** Marks where the session's branch left its base; the diff is taken against it. */
export const baseMark = 'refs/harvest/base';

/**
 * What OpenCode would take its configuration from, and plugins that run in its process with its
 * tokens. It reads them whatever its switches say (1.18), so the workspace goes without. They stay
 * in the branch as they are.
 */
const agentConfig = ['.opencode', 'opencode.json', 'opencode.jsonc'];
const checkedOut = ['/*', ...agentConfig.map((name) => `!/${name}`), ''].join('\n');

export type Workspace = {
  paths: SandboxPaths;
  git: Git;
  repository: BootConfig['repository'];
  token: string;
};

/** True when an earlier supervisor completed the clone in this directory. */
export function hasWorkspace(paths: SandboxPaths): boolean {
  return existsSync(paths.workspaceReady) && existsSync(join(paths.repo, '.git'));
}

/** Declares the clone and its setup complete, so that a restart goes on with it. */
export async function keepWorkspace(paths: SandboxPaths): Promise<void> {
  await writeFile(paths.workspaceReady, '');
}

/**
 * Clones the repository and checks out the session's branch: the one that the remote already
 * has, else a new one from `baseRef` (a branch, tag or commit). Throws `GitError`.
 */
export async function cloneWorkspace(
  { paths, git, repository, token }: Workspace,
  timeoutMs: number,
  onLine: (line: string) => void,
): Promise<void> {
  await rm(paths.repo, { recursive: true, force: true });
  const sparse = ['-c', 'core.sparseCheckout=true'];
  await git.run(['clone', '--no-checkout', ...sparse, '--', repository.cloneUrl, paths.repo], {
    cwd: paths.root,
    token,
    timeoutMs,
    onLine,
  });
  await writeFile(join(paths.repo, '.git/info/sparse-checkout'), checkedOut);
  const base = await baseCommit(git, repository.baseRef);
  const existing = await commitOf(git, `refs/remotes/origin/${repository.branch}`);
  await git.run(['checkout', '-q', '--no-track', '-B', repository.branch, existing ?? base]);
  const forkedAt = existing ? await git.find(['merge-base', existing, base]) : base;
  await git.run(['update-ref', baseMark, forkedAt ?? base]);
  onLine(`${existing ? 'Checked out' : 'Created'} ${repository.branch}`);
  const left = await git.run(['ls-tree', '--name-only', 'HEAD', '--', ...agentConfig]);
  if (left) onLine(`Left out the configuration of the agent: ${left.split('\n').join(', ')}`);
}

/**
 * Fetches what happened at the remote since the workspace was stored. The branch only moves
 * forward, and only when the workspace has nothing that this could overwrite. Throws `GitError`.
 */
export async function syncWorkspace(
  { git, repository, token }: Workspace,
  timeoutMs: number,
  onLine: (line: string) => void,
): Promise<void> {
  const branches = '+refs/heads/*:refs/remotes/origin/*';
  const fetch = ['fetch', '--prune', '--', repository.cloneUrl, branches];
  await git.run(fetch, { token, timeoutMs, onLine });
  const remote = await commitOf(git, `refs/remotes/origin/${repository.branch}`);
  const head = await commitOf(git, 'HEAD');
  if (!remote || remote === head) return;
  const clean = (await git.run(['status', '--porcelain'])) === '';
  const forward = await git.find(['merge-base', '--is-ancestor', 'HEAD', remote]);
  if (!clean || forward === undefined) return onLine('The workspace is ahead of its branch');
  await git.run(['merge', '-q', '--ff-only', remote]);
  onLine(`Moved ${repository.branch} forward to ${remote.slice(0, 12)}`);
}

/** The commit that `ref` names; undefined when there is none. */
export function commitOf(git: Git, ref: string): Promise<string | undefined> {
  return git.find(['rev-parse', '--verify', '-q', '--end-of-options', `${ref}^{commit}`]);
}

async function baseCommit(git: Git, baseRef: string): Promise<string> {
  const found =
    (await commitOf(git, `refs/remotes/origin/${baseRef}`)) ?? (await commitOf(git, baseRef));
  if (!found) throw new Error(`The repository has no branch, tag or commit ${baseRef}.`);
  return found;
}
