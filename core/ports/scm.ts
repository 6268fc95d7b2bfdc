import type { ErrorCode } from '../../contracts/errors.ts';
import type { MergeResult } from '../../contracts/branches.ts';
import type { FolderListing } from '../../contracts/files.ts';
import type { Person } from '../../contracts/ids.ts';

export type Repository = {
  /** Short name, unique in the installation. */
  repositoryId: string;
  /** What the person named: a path, an https URL, or `sample`. */
  source: string;
  kind: 'local' | 'remote';
  /** The branch that sessions start from. */
  defaultBranch: string;
};

export type ScmResult<T> = ({ ok: true } & T) | { ok: false; code: ErrorCode; detail: string };

/**
 * A state of a repository's files: a session's branch (its base until it exists), or that base.
 * Without a branch it is what the next session would start from.
 */
export type Tree = { repository: Repository; branch: string | null; ref: 'branch' | 'base' };

/** Merge a session's `branch` into the branch `into`, in the name of a person. */
export type Merge = { repository: Repository; branch: string; into: string; by: Person };

/**
 * A workspace that is about to be made for a session's branch. What the branch is compared with
 * stays what its first workspace started from, for as long as there is any work.
 */
export type WorkspaceStart = {
  branch: string;
  /** It comes from a snapshot, which may hold work that has not been pushed. */
  restored: boolean;
};

export interface Scm {
  /** Looks at what a person named; refuses what is not a repository. Never changes it. */
  resolve(source: string): Promise<ScmResult<{ repository: Repository }>>;
  /**
   * Makes the copy that sandboxes clone from as fresh as its source. `baseRef` is the commit that
   * the workspace starts from; without a workspace, what the source is at now.
   */
  refresh(
    repository: Repository,
    workspace?: WorkspaceStart,
  ): Promise<ScmResult<{ baseRef: string }>>;
  /** The smart HTTP path, below the service's origin, at which sandboxes find the repository. */
  clonePath(repository: Repository): string;
  /** Brings the session's branch to where the person works (their repository, or the remote). */
  deliver(repository: Repository, branch: string): Promise<ScmResult<object>>;
  /** Whether the session's branch has commits that no delivery has brought to the person yet. */
  owes(repository: Repository, branch: string): Promise<boolean>;
  /** Unified diff of the branch against its base, from git alone. */
  diff(repository: Repository, branch: string): Promise<ScmResult<{ diff: string }>>;
  /**
   * Merges where the person works; a conflict leaves everything as it was. Where it has to be done
   * elsewhere (a pull request on a remote), `merge_unsupported`.
   */
  merge(merge: Merge): Promise<ScmResult<MergeResult>>;
  /** Deletes the session's branch where the person works, if it has no commits but ours. */
  discard(repository: Repository, branch: string): Promise<ScmResult<object>>;
  /** Drops what is kept of a session's branch beside where the person works. Idempotent. */
  forget(repository: Repository, branch: string): Promise<void>;
  /** Keeps the copies small and fast; to be called now and then. Cheap when there is nothing to do. */
  maintain(): Promise<void>;
  /** A folder's entries; `path` is a `TreePath`. `file_unknown` where there is none. */
  folder(tree: Tree, path: string): Promise<ScmResult<FolderListing>>;
  /** The file's size and its first `fileBytesLimit` bytes. Links are followed within the tree. */
  file(tree: Tree, path: string): Promise<ScmResult<{ size: number; bytes: Uint8Array }>>;
  /** Git's smart HTTP protocol for a sandbox; only `branch` may be pushed. */
  serve(repository: Repository, branch: string, request: GitRequest): Promise<GitResponse>;
}

export type GitRequest = {
  method: string;
  /** The part after the repository, e.g. `/info/refs`. */
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: ReadableStream<Uint8Array> | null;
};
export type GitResponse = {
  status: number;
  headers: Record<string, string>;
  body: ReadableStream<Uint8Array> | string;
};
