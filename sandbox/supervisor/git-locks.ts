import type { Dirent } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Takes away the locks that a killed git has left in a work copy: of its index, of HEAD, of packed
 * refs, and of its refs. Only when nobody can be at work in it. Follows no links, for the agent could
 * have laid them.
 */
export async function removeGitLocks(repo: string): Promise<void> {
  const folder = join(repo, '.git');
  const isFolder = await lstat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) await removeLocks(folder, ['refs']);
}

/** @param below the folders to go down into; without it, all */
async function removeLocks(folder: string, below?: readonly string[]): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && (below?.includes(entry.name) ?? true)) await removeLocks(path);
    if (entry.isFile() && entry.name.endsWith('.lock')) await rm(path, { force: true });
  }
}

/** What is in a folder; nothing where git has taken away the folder, as it does with empty ones. */
async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
