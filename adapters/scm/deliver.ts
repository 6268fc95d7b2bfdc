import type { ScmResult } from '../../core/ports/scm.ts';
import { git, type GitOptions, type GitOutcome } from './git.ts';
import type { Mirror } from './mirror.ts';
import type { Place } from './places.ts';

type Environment = GitOptions['env'];
type Delivery = { mirror: Mirror; place: Place; branch: string; commit: string };

const transferMs = 5 * 60_000;

/**
 * Brings a session's branch into the person's repository: objects and one branch, nothing else of
 * it changes. A branch that the person has moved on is not overwritten.
 */
export async function deliverToFolder(
  { mirror, place, branch, commit }: Delivery,
  env: Environment,
): Promise<ScmResult<object>> {
  const here = ['--git-dir', place.address];
  const ref = `refs/heads/${branch}`;
  const theirs = await git([...here, 'rev-parse', '--verify', '--quiet', ref], {
    env,
    timeoutMs: transferMs,
  });
  const present = theirs.ok ? theirs.stdout.trim() : null;
  if (present === commit) return { ok: true };

  const isOurs = present !== null && present === (await mirror.delivered(branch));
  const refspec = `${isOurs ? '+' : ''}${ref}:${ref}`;
  const fetched = await bringToFolder(mirror, place, refspec, env);
  if (fetched.ok) return { ok: true };
  if (/refusing to fetch into .*checked out/s.test(fetched.problem)) {
    return { ok: false, code: 'branch_checked_out', detail: `${branch} is checked out.` };
  }
  return refused(branch, fetched.problem);
}

/** Brings objects from the mirror into the person's repository, and the ref that `refspec` names. */
export function bringToFolder(
  mirror: Mirror,
  place: Place,
  refspec: string,
  env: Environment,
): Promise<GitOutcome> {
  return git(
    [
      '--git-dir',
      place.address,
      'fetch',
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      '--no-recurse-submodules',
      // The repository's settings could name another program for this address.
      '--upload-pack=git-upload-pack',
      '--end-of-options',
      mirror.path,
      refspec,
    ],
    { env, timeoutMs: transferMs },
  );
}

/** Pushes a session's branch to its remote with the credentials of this machine. */
export async function deliverToRemote(
  { mirror, place, branch, commit }: Delivery,
  env: Environment,
): Promise<ScmResult<object>> {
  const ref = `refs/heads/${branch}`;
  // Replaces what Harvest itself pushed last, or makes the branch; never someone else's commits.
  const expected = (await mirror.delivered(branch)) ?? '';
  const pushed = await git(
    [
      '-c',
      `safe.directory=${mirror.path}`,
      '--git-dir',
      mirror.path,
      'push',
      '--quiet',
      '--no-verify',
      '--no-signed',
      `--force-with-lease=${ref}:${expected}`,
      '--end-of-options',
      place.address,
      `${commit}:${ref}`,
    ],
    { env, timeoutMs: transferMs },
  );
  return pushed.ok ? { ok: true } : refused(branch, pushed.problem);
}

function refused(branch: string, problem: string) {
  const isTheirs = /non-fast-forward|stale info|fetch first/.test(problem);
  const detail = isTheirs
    ? `${branch} has commits there that Harvest did not make. Rename that branch and retry.`
    : problem;
  return { ok: false, code: 'push_failed', detail } as const;
}
