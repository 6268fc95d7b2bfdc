import type { Person } from '../../contracts/ids.ts';
import { commitIdentity } from '../../contracts/commit-identity.ts';
import type { Mirror } from './mirror.ts';

export type MergedCommit =
  | { state: 'up-to-date' | 'merged'; commit: string }
  | { state: 'conflict'; files: string[] }
  | { state: 'failed'; problem: string };

/**
 * Makes the commit that merges `theirs` into `ours` (both refs of the mirror), moving nothing. In
 * the mirror no merge driver runs that some repository has configured.
 */
export async function mergedCommit(
  mirror: Mirror,
  { ours, theirs, message, by }: { ours: string; theirs: string; message: string; by: Person },
): Promise<MergedCommit> {
  const [into, from] = [await mirror.commitOf(ours), await mirror.commitOf(theirs)];
  if (into === null || from === null) throw new Error(`${ours} or ${theirs} is missing.`);
  if (await isAncestor(mirror, from, into)) return { state: 'up-to-date', commit: into };
  if (await isAncestor(mirror, into, from)) return { state: 'merged', commit: from };

  const options = ['--write-tree', '--no-messages', '--name-only', '-z'];
  const merged = await mirror.git(['merge-tree', ...options, '--', into, from]);
  const [tree = '', ...files] = merged.stdout.split('\0').filter(Boolean);
  if (!/^[0-9a-f]{40,64}$/.test(tree)) return { state: 'failed', problem: merged.problem };
  if (!merged.ok) return { state: 'conflict', files };

  const { name, email } = commitIdentity(by);
  const made = await mirror.git([
    ...['-c', `user.name=${name}`, '-c', `user.email=${email}`],
    ...['commit-tree', '-p', into, '-p', from, '-m', message, tree],
  ]);
  return made.ok
    ? { state: 'merged', commit: made.stdout.trim() }
    : { state: 'failed', problem: made.problem };
}

async function isAncestor(mirror: Mirror, ancestor: string, of: string): Promise<boolean> {
  return (await mirror.git(['merge-base', '--is-ancestor', ancestor, of])).ok;
}
