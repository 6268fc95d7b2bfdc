import { fileBytesLimit, folderEntriesLimit, type FolderEntry } from '../../contracts/files.ts';
import type { FolderListing } from '../../contracts/files.ts';
import type { ScmResult } from '../../core/ports/scm.ts';
import type { Mirror } from './mirror.ts';

type GitObject = { id: string; type: string; size: number };

/** Lists the folder `path` of a commit. */
export async function folderOf(
  mirror: Mirror,
  commit: string,
  path: string,
): Promise<ScmResult<FolderListing>> {
  const folder = await findObject(mirror, commit, path);
  if (folder?.type !== 'tree') return unknown(path);
  const { ok, stdout, problem } = await mirror.git(['ls-tree', '-z', '--long', folder.id]);
  if (!ok) return { ok, code: 'sync_failed', detail: problem };
  const lines = stdout.split('\0').filter(Boolean);
  const entries = lines.slice(0, folderEntriesLimit).map((line) => entryOf(line, path));
  return { ok, entries, truncated: lines.length > folderEntriesLimit };
}

/** Reads the beginning of the file `path` of a commit. */
export async function fileOf(
  mirror: Mirror,
  commit: string,
  path: string,
): Promise<ScmResult<{ size: number; bytes: Uint8Array }>> {
  const file = await findObject(mirror, commit, path);
  if (file?.type !== 'blob') return unknown(path);
  const options = { maxOutputBytes: fileBytesLimit };
  const { ok, bytes, truncated, problem } = await mirror.git(
    ['cat-file', 'blob', file.id],
    options,
  );
  if (!ok && !truncated) return { ok, code: 'sync_failed', detail: problem };
  return { ok: true, size: file.size, bytes: bytes.subarray(0, fileBytesLimit) };
}

/** What is at `path`; links are followed as far as they stay within the tree. */
async function findObject(
  mirror: Mirror,
  commit: string,
  path: string,
): Promise<GitObject | undefined> {
  const { stdout } = await mirror.git(['cat-file', '--batch-check', '--follow-symlinks'], {
    input: `${commit}:${path}\n`,
  });
  const [, id, type, size] = /^([0-9a-f]{40,64}) (\w+) (\d+)\n$/.exec(stdout) ?? [];
  return id && type ? { id, type, size: Number(size) } : undefined;
}

const kinds: Readonly<Record<string, FolderEntry['kind']>> = {
  '040000': 'folder',
  '120000': 'link',
  // A submodule; it is a folder that has not been filled.
  '160000': 'folder',
};

function entryOf(line: string, folder: string): FolderEntry {
  const tab = line.indexOf('\t');
  const [mode = '', , , size] = line.slice(0, tab).split(/ +/);
  const name = line.slice(tab + 1);
  const kind = kinds[mode] ?? 'file';
  const path = folder === '' ? name : `${folder}/${name}`;
  return { name, path, kind, ...(kind === 'file' ? { size: Number(size) } : {}) };
}

function unknown(path: string) {
  return { ok: false, code: 'file_unknown', detail: `There is no ${path || 'folder'}.` } as const;
}
