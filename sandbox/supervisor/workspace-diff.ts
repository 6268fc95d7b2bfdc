import { randomUUID } from 'node:crypto';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from './git.ts';
import type { SandboxPaths } from './paths.ts';
import { baseMark } from './workspace.ts';

/**
 * Unified diff of the workspace against the session's base, with files that git does not know
 * yet. Works on a copy of the index, so the agent's own staging is not disturbed.
 */
export async function workspaceDiff(git: Git, paths: SandboxPaths): Promise<string> {
  const index = join(paths.tmp, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await copyFile(join(paths.repo, '.git/index'), index);
    await git.run(['add', '-A'], { env });
    const diff = ['diff', '--cached', '--no-ext-diff', '--no-textconv', '--no-color', baseMark];
    return await git.run(diff, { env });
  } finally {
    await rm(index, { force: true });
  }
}
