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
    readdir(repository, { withFileTypes: true }),
    readdir(join(repository, 'refs'), { withFileTypes: true, recursive: true }),
  ]);
  return [...own, ...refs]
    .filter((entry) => entry.isFile() && entry.name.endsWith('.lock'))
    .map(({ parentPath, name }) => join(parentPath, name));
}
