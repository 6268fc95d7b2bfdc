import { errorText } from './log.ts';

/** True for what SQLite, git, Node or a program says when there is no room on the disk. */
export function isStorageFull(error: unknown): boolean {
  return /No space left on device|ENOSPC|disk is full/.test(errorText(error));
}
