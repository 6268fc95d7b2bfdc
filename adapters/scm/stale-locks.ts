import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * How old a lock is that nobody holds any more, in milliseconds. Git holds one for a moment, at the
 * end of its work, and removes it when it is asked to end.
 */
const staleMs = 2 * 60_000;

/**
 * Takes away the locks that a git left behind in a bare repository when it was killed: until then
 * what they lock could never be written again.
 */
export async function removeStaleLocks(repository: string): Promise<void> {
  const before = Date.now() - staleMs;
  for (const lock of await locksIn(repository)) {
    const made = await stat(lock).catch(() => undefined);
    if (made && made.mtimeMs < before) await rm(lock, { force: true });
  }
}

/** Those of the repository itself, of HEAD or packed refs for instance, and those of its refs. */
async function locksIn(repository: string): Promise<string[]> {
  const [own, refs] = await Promise.all([
    entriesIn(repository),
    entriesIn(join(repository, 'refs')).then(withAllBelow),
  ]);
  return [...own, ...refs]
    .filter((entry) => entry.isFile() && entry.name.endsWith('.lock'))
    .map(({ parentPath, name }) => join(parentPath, name));
}

/** Folder by folder, for reading all at once fails when git removes one that has become empty. */
async function withAllBelow(entries: readonly Dirent[]): Promise<Dirent[]> {
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = folders.map(({ parentPath, name }) =>
    entriesIn(join(parentPath, name)).then(withAllBelow),
  );
  return [...entries, ...(await Promise.all(below)).flat()];
}

async function entriesIn(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Of a branch `a/b` that makes way for a branch `a`, the folder becomes a file.
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
