import type { MergeResult } from '../../contracts/branches.ts';
import type { Person } from '../../contracts/ids.ts';
import type { ScmResult } from '../../core/ports/scm.ts';
import { lackedRoom } from '../full-disk.ts';
import { bringToFolder } from './deliver.ts';
import { git, type GitOptions } from './git.ts';
import { ambientEnvironment } from './git-environment.ts';
import { mergedCommit } from './merge-commit.ts';
import type { Mirror } from './mirror.ts';
import type { Place } from './places.ts';
import { worktreeOf } from './worktrees.ts';

type Environment = GitOptions['env'];
type Merge = { mirror: Mirror; place: Place; branch: string; into: string; by: Person };

const mergeMs = 5 * 60_000;
/** Where the mirror keeps what takes part; merges of one repository take turns. */
const refs = {
  ours: 'refs/harvest/merging/ours',
  theirs: 'refs/harvest/merging/theirs',
  result: 'refs/harvest/merging/result',
};

/**
 * Merges a session's branch, as it is in the person's repository, into another branch there. The
 * merge is made in the mirror, so a conflict leaves no trace. A work tree that has the branch
 * checked out goes forward with it, unless changes in it would be overwritten.
 */
export async function mergeInFolder(
  { mirror, place, branch, into, by }: Merge,
  env: Environment,
): Promise<ScmResult<MergeResult>> {
  const fetched = await mirror.git([
    ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'],
    ...['--end-of-options', place.address],
    ...[`+refs/heads/${into}:${refs.ours}`, `+refs/heads/${branch}:${refs.theirs}`],
  ]);
  if (!fetched.ok) {
    const missing = /couldn't find remote ref refs\/heads\/(\S+)/.exec(fetched.problem)?.[1];
    if (missing === branch)
      return { ok: false, code: 'branch_unknown', detail: `There is no ${branch}.` };
    if (missing) return blocked(`There is no branch ${into} any more.`);
    return unmade(mirror, fetched.problem);
  }
  const message = `Merge branch '${branch}' into ${into}`;
  const made = await mergedCommit(mirror, { ours: refs.ours, theirs: refs.theirs, message, by });
  if (made.state === 'failed') return unmade(mirror, made.problem);
  if (made.state !== 'merged') return { ok: true, ...made, into };
  const { state, commit } = made;
  const noted = await mirror.git(['update-ref', refs.result, commit]);
  if (!noted.ok) return unmade(mirror, noted.problem);

  const worktree = await worktreeOf(place, into, env);
  const target = worktree === null ? `:refs/heads/${into}` : '';
  const brought = await bringToFolder(mirror, place, `${refs.result}${target}`, env);
  if (!brought.ok) return blocked(brought.problem);
  if (worktree === null) return { ok: true, state, commit, into };

  // The person's own settings decide how files are written, as if they had done it there.
  const moved = await git(
    [
      ...['-c', 'safe.directory=*', '-C', worktree],
      ...['merge', '--ff-only', '--quiet', '--no-autostash', commit],
    ],
    { env: ambientEnvironment(), timeoutMs: mergeMs },
  );
  return moved.ok ? { ok: true, state, commit, into } : blocked(moved.problem);
}

/** What git could not do in the mirror, which is no affair of the person's work tree. */
async function unmade(mirror: Mirror, problem: string) {
  if (!(await lackedRoom(mirror.path, problem))) return blocked(problem);
  return { ok: false, code: 'storage_full', detail: problem } as const;
}

function blocked(detail: string) {
  return { ok: false, code: 'merge_blocked', detail } as const;
}
