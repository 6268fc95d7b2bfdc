import type { ScmResult } from '../../core/ports/scm.ts';
import { git, type GitOptions } from './git.ts';
import type { Mirror } from './mirror.ts';
import type { Place } from './places.ts';

const quickMs = 30_000;

/** Deletes a session's branch, unless the person has made commits on it. */
export async function discardInFolder(
  { mirror, place, branch }: { mirror: Mirror; place: Place; branch: string },
  env: GitOptions['env'],
): Promise<ScmResult<object>> {
  const run = (...args: string[]) =>
    git(['--git-dir', place.address, ...args], { env, timeoutMs: quickMs });
  const present = await run('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
  if (present.ok) {
    if (present.stdout.trim() !== (await mirror.delivered(branch)))
      return { ok: false, code: 'branch_changed', detail: `It is ${branch}.` };
    const deleted = await run('branch', '--quiet', '-D', '--end-of-options', branch);
    if (/checked out at|used by worktree at/.test(deleted.problem))
      return { ok: false, code: 'branch_checked_out', detail: `${branch} is checked out.` };
    if (!deleted.ok) return { ok: false, code: 'merge_blocked', detail: deleted.problem };
  }
  await mirror.discard(branch);
  return { ok: true };
}
