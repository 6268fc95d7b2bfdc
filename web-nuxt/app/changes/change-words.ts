import type { DiffFile } from './parse-diff.ts';

const icons = {
  added: { name: 'i-lucide-file-plus-2', tone: 'text-success' },
  deleted: { name: 'i-lucide-file-minus-2', tone: 'text-error' },
  modified: { name: 'i-lucide-file-pen-line', tone: 'text-muted' },
  renamed: { name: 'i-lucide-file-symlink', tone: 'text-info' },
  copied: { name: 'i-lucide-files', tone: 'text-info' },
};

/** The icon for what happened to a file, and the word for who does not see it. */
export function changeIcon({ change }: DiffFile): { name: string; tone: string; word: string } {
  return { ...icons[change], word: change };
}

/** What there is to say of a file without lines to show. */
export function linelessNote(file: DiffFile): string {
  if (file.binary) return 'A binary file, which has no lines to compare.';
  if (file.mode === '100755') return 'It can be executed now. Its text is as it was.';
  if (file.mode) return `Its mode is ${file.mode} now. Its text is as it was.`;
  if (file.oldPath) return 'Its text is as it was.';
  return 'An empty file.';
}
