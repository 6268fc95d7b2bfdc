import { z } from 'zod';

/** Bytes of a file that are read at most, and of an image that is shown. */
export const fileBytesLimit = 1024 * 1024;
/** Entries of one folder that are listed at most. */
export const folderEntriesLimit = 5_000;

/**
 * A path below the root of a repository, with `/` between its parts; empty for the root itself.
 * What leads out of the tree or into git's own folder is no such path.
 */
export const TreePath = z
  .string()
  .max(4_096)
  .refine(isTreePath, 'must be a path below the root of the repository, outside of .git');

function isTreePath(path: string): boolean {
  if (path === '') return true;
  // Git reads the names of objects line by line.
  if (/[\0\n]/.test(path)) return false;
  return path.split('/').every((part) => !['', '.', '..', '.git'].includes(part.toLowerCase()));
}

export const FolderEntry = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['file', 'folder', 'link']),
  /** Bytes; of files only. */
  size: z.number().int().nonnegative().optional(),
});
export type FolderEntry = z.infer<typeof FolderEntry>;

/** A folder's entries by name, cut at `folderEntriesLimit`. */
export const FolderListing = z.object({ entries: z.array(FolderEntry), truncated: z.boolean() });
export type FolderListing = z.infer<typeof FolderListing>;

export const FileContent = z.object({
  path: z.string(),
  /** Bytes of the whole file. */
  size: z.number().int().nonnegative(),
  binary: z.boolean(),
  /** `text` holds the beginning only. */
  truncated: z.boolean(),
  /** Of what is not binary. */
  text: z.string().optional(),
  /** Of images that are not too large, with their type. */
  base64: z.string().optional(),
  mediaType: z.enum(['image/png', 'image/jpeg', 'image/gif', 'image/webp']).optional(),
});
export type FileContent = z.infer<typeof FileContent>;

/**
 * Which state of the files. By default the newest: the sandbox's workspace while it runs, else the
 * session's branch. `branch` is what was delivered, `base` is where the branch began.
 */
export const TreeRef = z.enum(['branch', 'base']);

export const FolderQuery = z.object({ path: TreePath.default(''), ref: TreeRef.optional() });
export const FileQuery = z.object({
  path: TreePath.refine((path) => path !== '', 'must name a file'),
  ref: TreeRef.optional(),
});

/** Where what was read comes from; the newest is either of the first two. */
export const TreeOrigin = z.enum(['workspace', 'branch', 'base']);
export type TreeOrigin = z.infer<typeof TreeOrigin>;

/** `POST {endpoint}/workspace/folder` answers `FolderListing`; `…/file` answers `WorkspaceFile`. */
export const ReadWorkspace = z.object({ path: TreePath });
export const WorkspaceFile = z.object({
  size: z.number().int().nonnegative(),
  /** The first `fileBytesLimit` bytes. */
  base64: z.base64(),
});
