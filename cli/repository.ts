import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { RepositoryId } from '../contracts/ids.ts';
import { UsageError } from './errors.ts';
import { resolvePath } from './settings.ts';

const run = promisify(execFile);

/** `git@host:team/shop.git`: no path, which the service refuses with the address to use. */
const sshForm = /^[^/~][^/]*:/;

/**
 * What the API calls the repository: `sample`, a clone URL, a registered name, or an absolute path.
 * Without a name it is the git repository of the folder `cwd`.
 *
 * @throws UsageError when that folder is in no repository
 */
export async function resolveRepository(named: string | undefined, cwd: string): Promise<string> {
  if (named === undefined) return enclosingRepository(cwd);
  if (named === 'sample' || /^[a-z][a-z+]*:\/\//i.test(named)) return named;
  const path = resolvePath(named, cwd);
  const mayBeElsewhere = RepositoryId.safeParse(named).success || sshForm.test(named);
  return mayBeElsewhere && !(await isFolder(path)) ? named : path;
}

async function enclosingRepository(cwd: string): Promise<string> {
  try {
    const { stdout } = await run('git', ['-C', cwd, 'rev-parse', '--show-toplevel']);
    return stdout.replace(/\n$/, '');
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'git, which finds the repository you are in, is not installed here.'
        : `${cwd} is not in a git repository.`;
    throw new UsageError(`${why} Name one with --repo: a path, an https URL, or sample.`, {
      cause,
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
