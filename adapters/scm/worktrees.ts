import { git, type GitOptions } from './git.ts';
import type { Place } from './places.ts';

const lookMs = 30_000;

/** The folder in which `branch` is checked out; null when it is in none. */
export async function worktreeOf(
  { address }: Place,
  branch: string,
  env: GitOptions['env'],
): Promise<string | null> {
  const listing = await git(['--git-dir', address, 'worktree', 'list', '--porcelain', '-z'], {
    env,
    timeoutMs: lookMs,
  });
  if (!listing.ok) throw new Error(`The work trees cannot be listed: ${listing.problem}`);
  for (const record of listing.stdout.split('\0\0')) {
    const lines = record.split('\0');
    if (lines.includes(`branch refs/heads/${branch}`))
      return lines[0]?.slice('worktree '.length) ?? null;
  }
  return null;
}
