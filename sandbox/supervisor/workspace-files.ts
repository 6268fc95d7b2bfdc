import { constants, type Dirent } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  fileBytesLimit,
  folderEntriesLimit,
  TreePath,
  type FolderEntry,
  type FolderListing,
  type WorkspaceFile,
} from '../../contracts/files.ts';
import type { z } from 'zod';

/**
 * Lists a folder of the workspace; undefined where there is none. Links are shown, and followed
 * on the way as long as they stay inside.
 */
export async function readFolder(root: string, path: string): Promise<FolderListing | undefined> {
  const folder = await resolveInside(root, path);
  const found = folder && (await readdir(folder, { withFileTypes: true }).catch(() => undefined));
  if (!found) return undefined;
  const names = found.filter(isShown).sort((a, b) => (a.name < b.name ? -1 : 1));
  const shown = names.slice(0, folderEntriesLimit);
  const entries = await Promise.all(shown.map((entry) => entryOf(folder, path, entry)));
  return {
    entries: entries.filter((entry) => entry !== undefined),
    truncated: names.length > shown.length,
  };
}

/** Reads the beginning of a file of the workspace; undefined where there is none. */
export async function readFile(
  root: string,
  path: string,
): Promise<z.infer<typeof WorkspaceFile> | undefined> {
  const real = await resolveInside(root, path);
  if (real === undefined) return undefined;
  // Opening a pipe would otherwise wait for somebody to write into it.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(real, flags).catch(() => undefined);
  if (!file) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(stat.size, fileBytesLimit));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return { size: stat.size, base64: buffer.toString('base64', 0, bytesRead) };
  } finally {
    await file.close();
  }
}

/**
 * The real path of what lies inside the tree and outside of git's own folder, else undefined.
 * The agent could swap a folder for a link right after this; it would only make us read what it
 * can read itself, being the same user in the same sandbox.
 */
async function resolveInside(root: string, path: string): Promise<string | undefined> {
  const top = await realpath(root);
  const real = await realpath(join(top, path)).catch(() => undefined);
  if (real === undefined) return undefined;
  const inside = relative(top, real).split(sep).join('/');
  return TreePath.safeParse(inside).success ? real : undefined;
}

function isShown(entry: Dirent): boolean {
  const isKnownKind = entry.isFile() || entry.isDirectory() || entry.isSymbolicLink();
  return isKnownKind && entry.name.toLowerCase() !== '.git';
}

/** Undefined when it has been removed meanwhile. */
async function entryOf(
  folder: string,
  path: string,
  entry: Dirent,
): Promise<FolderEntry | undefined> {
  const { name } = entry;
  const base = { name, path: path === '' ? name : `${path}/${name}` };
  if (entry.isDirectory()) return { ...base, kind: 'folder' };
  if (entry.isSymbolicLink()) return { ...base, kind: 'link' };
  const stat = await lstat(join(folder, name)).catch(() => undefined);
  return stat && { ...base, kind: 'file', size: stat.size };
}
