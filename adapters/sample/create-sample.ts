import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sampleFiles } from './files.ts';

const run = promisify(execFile);

/** Where the sample is in an installation. */
export function sampleFolder(home: string): string {
  return join(home, 'sample');
}

/** Fixed, so that every installation's sample has the same commit. */
const signature = {
  GIT_AUTHOR_NAME: 'Harvest Sample',
  GIT_AUTHOR_EMAIL: 'sample@harvest.invalid',
  GIT_AUTHOR_DATE: '2025-01-01T09:00:00Z',
  GIT_COMMITTER_NAME: 'Harvest Sample',
  GIT_COMMITTER_EMAIL: 'sample@harvest.invalid',
  GIT_COMMITTER_DATE: '2025-01-01T09:00:00Z',
};

/**
 * Makes the sample repository at `directory`, on branch `main` with one commit. A repository that
 * is there already is left as it is. Throws when `directory` holds something else, or without git.
 */
export async function createSample(directory: string): Promise<void> {
  if (await exists(join(directory, '.git'))) return;
  await mkdir(dirname(directory), { recursive: true });
  // Built beside its place and moved there at the end, so that a crash leaves no half of it.
  const draft = await mkdtemp(`${directory}.draft-`);
  try {
    await fill(draft);
    await rename(draft, directory);
  } catch (error) {
    // Somebody else may have made it in the meantime; theirs is the same.
    if (!(await exists(join(directory, '.git')))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function fill(directory: string): Promise<void> {
  for (const [path, content] of Object.entries(sampleFiles)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  await git(directory, 'init', '--quiet', '--template=', '--initial-branch=main');
  await git(directory, 'add', '--all');
  await git(directory, 'commit', '--quiet', '--no-verify', '-m', 'Read and write durations');
}

async function git(directory: string, ...args: string[]): Promise<void> {
  // The person's own git settings (signing, hooks, line endings) have no part in this.
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...signature,
  };
  await run('git', args, { cwd: directory, env });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
