import type { FolderEntry } from '../../../contracts/files.ts';

/** Folders first, each by name. */
export function sortEntries(entries: readonly FolderEntry[]): FolderEntry[] {
  const rank = ({ kind }: FolderEntry): number => (kind === 'folder' ? 0 : 1);
  return entries.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
