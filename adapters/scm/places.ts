import { stat } from 'node:fs/promises';
import type { ScmResult } from '../../core/ports/scm.ts';
import { git, type GitOptions } from './git.ts';

/** A repository as it is now, where the person has it. */
export type Place = {
  /** What makes it this repository: its git folder's real path, or its address. */
  canonical: string;
  /** What git fetches from. */
  address: string;
  /** The branch that HEAD is on; null when it is detached. */
  branch: string | null;
};

type Environment = GitOptions['env'];

const lookupTimeoutMs = 30_000;

/** Looks at a folder: the repository, or the worktree of one, that it lies in. */
export async function lookAtFolder(path: string, env: Environment): Promise<ScmResult<Place>> {
  const folder = await stat(path).catch(() => undefined);
  if (!folder?.isDirectory()) return invalid(`There is no folder ${path}.`);

  const { ok, stdout, problem } = await git(
    [
      '-C',
      path,
      'rev-parse',
      '--path-format=absolute',
      '--git-dir',
      '--symbolic-full-name',
      'HEAD',
      // Otherwise the file HEAD of a bare repository is found where the commit is not.
      '--',
    ],
    { env, timeoutMs: lookupTimeoutMs },
  );
  // The name of HEAD is one line, but a folder's name may hold line ends.
  const [, gitDir, head] = /^(\/.+)\n(.+)\n--\n$/s.exec(stdout) ?? [];
  if (!ok && stdout.startsWith('/')) return empty();
  if (gitDir === undefined || head === undefined) {
    const said = /^fatal: not a git repository/.test(problem) ? '' : problem;
    return invalid(said || `${path} is not under git.`);
  }
  const branch = head.startsWith('refs/heads/') ? head.slice('refs/heads/'.length) : null;
  return { ok: true, canonical: gitDir, address: gitDir, branch };
}

/** What git says when it has reached the place and there is no repository. */
const noRepository =
  /repository '.*' not found|Repository not found|not valid: is this a git repository/i;

/** Asks a remote for its default branch; `clone_failed` when there is no telling. */
export async function lookAtRemote(url: string, env: Environment): Promise<ScmResult<Place>> {
  const { ok, stdout, problem } = await git(
    ['ls-remote', '--symref', '--end-of-options', url, 'HEAD'],
    { env, timeoutMs: lookupTimeoutMs },
  );
  if (!ok && noRepository.test(problem)) return invalid(problem);
  if (!ok) return { ok: false, code: 'clone_failed', detail: problem };
  if (!/^[0-9a-f]{40,64}\tHEAD$/m.test(stdout)) return empty();
  const branch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(stdout)?.[1] ?? null;
  return { ok: true, canonical: url, address: url, branch };
}

function invalid(detail: string) {
  return { ok: false, code: 'repository_invalid', detail } as const;
}

function empty() {
  return {
    ok: false,
    code: 'repository_empty',
    detail: 'The branch that HEAD names has no commit yet.',
  } as const;
}
