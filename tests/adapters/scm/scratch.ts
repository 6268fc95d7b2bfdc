import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { LocalScm } from '../../../adapters/scm/local.ts';

const run = promisify(execFile);

const env = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
};

/** A folder that is gone after the test. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'harvest-scm-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs git as the person would, in `cwd`; resolves to what it prints, rejects when it fails. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', args, { cwd, env });
  return stdout.trimEnd();
}

export async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** Writes files, commits everything, and resolves to the commit's id. */
export async function commit(
  repository: string,
  files: Record<string, string>,
  message = 'change',
): Promise<string> {
  await write(repository, files);
  await git(repository, 'add', '--all');
  await git(repository, 'commit', '--quiet', '--message', message);
  return git(repository, 'rev-parse', 'HEAD');
}

/** A repository with one commit on `main`. */
export async function newRepository(parent: string, name = 'shop'): Promise<string> {
  const repository = join(parent, name);
  await mkdir(repository, { recursive: true });
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  await commit(repository, { 'README.md': 'one\n' }, 'first');
  return repository;
}

/** Source control with its home in `folder`. */
export function newScm(folder: string, sample = join(folder, 'no-sample')): LocalScm {
  return new LocalScm({
    home: join(folder, 'harvest home'),
    sample: () => Promise.resolve(sample),
    log: () => {},
  });
}

/** What `result` holds; throws with the refusal where it is one. */
export function expectOk<T extends { ok: boolean }>(result: T): Extract<T, { ok: true }> {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result as Extract<T, { ok: true }>;
}
