import type { ErrorCode } from '../../contracts/errors.ts';
import type {
  GitRequest,
  GitResponse,
  Merge,
  Repository,
  Scm,
  ScmResult,
  Tree,
  WorkspaceStart,
} from '../../core/ports/scm.ts';
import type { MergeResult } from '../../contracts/branches.ts';
import { deliverToFolder, deliverToRemote } from './deliver.ts';
import { discardInFolder } from './discard.ts';
import type { GitOptions } from './git.ts';
import { fileOf, folderOf } from './git-tree.ts';
import { ambientEnvironment } from './git-environment.ts';
import { isPush, runHttpBackend } from './http-backend.ts';
import { mergeInFolder } from './merge.ts';
import type { Followed, Mirror } from './mirror.ts';
import { Mirrors } from './mirrors.ts';
import type { Place } from './places.ts';
import { pushGuardEnvironment } from './push-guard.ts';
import { RepositoryFinder } from './repository-finder.ts';
import { assertBranchName, assertSessionBranch } from './session-branch.ts';
import { repositoryIdOf } from './source.ts';
import { Turns } from '../turns.ts';

export type LocalScmOptions = {
  /** Folder for the mirrors and for what git needs beside them. */
  home: string;
  /** Path of the sample repository, which is made on demand. */
  sample: () => Promise<string>;
  log: (message: string, detail?: Record<string, unknown>) => void;
};

const serveTimeoutMs = 30 * 60_000;

/**
 * Source control with git alone: repositories on this machine, and remotes that git reaches with
 * this machine's credentials. Sandboxes work on a mirror below `home`; the person's repository
 * gets finished branches, and nothing else of it is written unless they ask for a merge.
 */
export class LocalScm implements Scm {
  readonly #options: LocalScmOptions;
  readonly #turns = new Turns();
  readonly #mirrors: Mirrors;
  readonly #finder: RepositoryFinder;

  constructor(options: LocalScmOptions) {
    this.#options = options;
    this.#mirrors = new Mirrors(options.home);
    this.#finder = new RepositoryFinder(options.sample);
  }

  async resolve(source: string): Promise<ScmResult<{ repository: Repository }>> {
    const { env } = await this.#mirrors.settings();
    const found = await this.#finder.find(source, 'may be known', env);
    if (!found.ok) return found;
    const { kind, place } = found;
    const repositoryId = repositoryIdOf(place.canonical);
    const defaultBranch = place.branch ?? 'HEAD';
    return { ok: true, repository: { repositoryId, source, kind, defaultBranch } };
  }

  async refresh(
    repository: Repository,
    workspace?: WorkspaceStart,
  ): Promise<ScmResult<{ baseRef: string }>> {
    if (workspace) assertSessionBranch(workspace.branch);
    const { repositoryId } = repository;
    const mirror = await this.#mirrors.of(repository);
    const failed = (await mirror.exists()) ? 'sync_failed' : 'clone_failed';
    // Sandboxes of one repository often start together; each needs what is there now, not a fetch
    // of its own.
    const followed = await this.#turns.share(repositoryId, () => this.#follow(repository, mirror));
    if (!followed.ok) return unreachableAs(failed, followed);
    const { ok, problem } = followed.outcome;
    const start = () => (workspace ? mirror.start(workspace) : mirror.head());
    const baseRef = ok ? await start() : null;
    if (baseRef !== null) return { ok: true, baseRef };
    this.#options.log('a repository could not be mirrored', { repositoryId, problem });
    return { ok: false, code: failed, detail: problem };
  }

  clonePath({ repositoryId }: Repository): string {
    return `/api/git/${repositoryId}`;
  }

  async deliver(repository: Repository, branch: string): Promise<ScmResult<object>> {
    assertSessionBranch(branch);
    const { env } = await this.#mirrors.settings();
    const mirror = await this.#mirrors.of(repository);
    return this.#turns.take(repository.repositoryId, async () => {
      const commit = await mirror.commitOf(`refs/heads/${branch}`);
      if (commit === null) {
        return { ok: false, code: 'push_failed', detail: `Nothing was pushed to ${branch} yet.` };
      }
      const found = await this.#finder.findAgain(repository, 'may be known', env);
      if (!found.ok) return unreachableAs('push_failed', found);
      const delivery = { mirror, place: found.place, branch, commit };
      const delivered =
        found.kind === 'local'
          ? await deliverToFolder(delivery, env)
          : await deliverToRemote(delivery, ambientEnvironment());
      if (!delivered.ok) return delivered;
      const marked = await mirror.markDelivered(branch, commit);
      // Unmarked, the next delivery would take its own commits for somebody else's.
      return marked.ok ? delivered : { ok: false, code: 'push_failed', detail: marked.problem };
    });
  }

  async owes(repository: Repository, branch: string): Promise<boolean> {
    assertSessionBranch(branch);
    const mirror = await this.#mirrors.of(repository);
    const commit = await mirror.commitOf(`refs/heads/${branch}`);
    return commit !== null && commit !== (await mirror.delivered(branch));
  }

  async diff(repository: Repository, branch: string): Promise<ScmResult<{ diff: string }>> {
    assertSessionBranch(branch);
    const mirror = await this.#mirrors.of(repository);
    if ((await mirror.commitOf(`refs/heads/${branch}`)) === null) return { ok: true, diff: '' };
    const { ok, stdout, problem } = await mirror.diff(branch);
    return ok ? { ok, diff: stdout } : { ok, code: 'sync_failed', detail: problem };
  }

  merge(merge: Merge): Promise<ScmResult<MergeResult>> {
    assertBranchName(merge.into);
    return this.#inFolder(merge, (place, mirror, env) =>
      mergeInFolder({ ...merge, mirror, place }, env),
    );
  }

  discard(repository: Repository, branch: string): Promise<ScmResult<object>> {
    return this.#inFolder({ repository, branch }, (place, mirror, env) =>
      discardInFolder({ mirror, place, branch }, env),
    );
  }

  async forget(repository: Repository, branch: string): Promise<void> {
    assertSessionBranch(branch);
    const mirror = await this.#mirrors.of(repository);
    await this.#turns.take(repository.repositoryId, async () => {
      if (await mirror.exists()) await mirror.forget(branch);
    });
  }

  async maintain(): Promise<void> {
    for (const repositoryId of await this.#mirrors.ids()) {
      const mirror = await this.#mirrors.of({ repositoryId });
      const { ok, problem } = await this.#turns.take(repositoryId, () => mirror.maintain());
      if (!ok) this.#options.log('a repository could not be packed', { repositoryId, problem });
    }
  }

  async folder(tree: Tree, path: string) {
    const found = await this.#commitOf(tree);
    return found.ok ? folderOf(found.mirror, found.commit, path) : found;
  }

  async file(tree: Tree, path: string) {
    const found = await this.#commitOf(tree);
    return found.ok ? fileOf(found.mirror, found.commit, path) : found;
  }

  async serve(repository: Repository, branch: string, request: GitRequest): Promise<GitResponse> {
    assertSessionBranch(branch);
    const { env, hooks } = await this.#mirrors.settings();
    const mirror = await this.#mirrors.of(repository);
    if (isPush(request)) await mirror.unlock();
    return runHttpBackend(request, {
      repository: mirror.path,
      env: { ...env, ...pushGuardEnvironment(hooks, branch) },
      timeoutMs: serveTimeoutMs,
    });
  }

  async #follow(repository: Repository, mirror: Mirror): Promise<ScmResult<{ outcome: Followed }>> {
    const { env } = await this.#mirrors.settings();
    const found = await this.#finder.findAgain(repository, 'as it is now', env);
    if (!found.ok) return found;
    const fetchEnv = found.kind === 'local' ? env : ambientEnvironment();
    return { ok: true, outcome: await mirror.follow(found.place, fetchEnv) };
  }

  /** Works on a session's branch in the person's folder, when its turn has come. */
  async #inFolder<T>(
    { repository, branch }: { repository: Repository; branch: string },
    work: (place: Place, mirror: Mirror, env: GitOptions['env']) => Promise<ScmResult<T>>,
  ): Promise<ScmResult<T>> {
    assertSessionBranch(branch);
    const { env } = await this.#mirrors.settings();
    const mirror = await this.#mirrors.of(repository);
    return this.#turns.take(repository.repositoryId, async () => {
      const found = await this.#finder.findAgain(repository, 'may be known', env);
      if (!found.ok) return found;
      if (found.kind === 'local' && (await mirror.exists())) return work(found.place, mirror, env);
      return found.kind === 'local'
        ? { ok: false, code: 'branch_unknown', detail: `There is no ${branch}.` }
        : { ok: false, code: 'merge_unsupported', detail: repository.source };
    });
  }

  async #commitOf({
    repository,
    branch,
    ref,
  }: Tree): Promise<ScmResult<{ mirror: Mirror; commit: string }>> {
    const mirror = await this.#mirrors.of(repository);
    // Before the first run nobody has needed the mirror.
    const fresh = (await mirror.exists()) ? undefined : await this.refresh(repository);
    if (fresh && !fresh.ok) return fresh;
    const commit = await commitOfTree(mirror, branch, ref);
    return commit === null
      ? { ok: false, code: 'repository_empty', detail: 'It has no commit yet.' }
      : { ok: true, mirror, commit };
  }
}

/** Says what a remote that could not be reached kept from being done. */
function unreachableAs(code: ErrorCode, refusal: Extract<ScmResult<unknown>, { ok: false }>) {
  return refusal.code === 'clone_failed' ? { ...refusal, code } : refusal;
}

async function commitOfTree(
  mirror: Mirror,
  branch: Tree['branch'],
  ref: Tree['ref'],
): Promise<string | null> {
  if (branch === null) return mirror.head();
  assertSessionBranch(branch);
  const delivered = ref === 'branch' ? await mirror.commitOf(`refs/heads/${branch}`) : null;
  return delivered ?? mirror.base(branch);
}
