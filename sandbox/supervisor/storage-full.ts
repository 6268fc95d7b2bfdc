import { rm, writeFile } from 'node:fs/promises';
import { errorText } from './log.ts';

/** As much as a program wants to write at least, in bytes, that keeps its state in SQLite. */
const leastRoom = 64 * 1024;

/** True for what SQLite, git, Node or a program says when there is no room on the disk. */
export function isStorageFull(error: unknown): boolean {
  return /No space left on device|ENOSPC|disk is full/.test(errorText(error));
}

/**
 * Whether the disk has no room: for a program that has come to nothing and does not say why. Found
 * out by writing `file`, which is removed, since what a disk says of its room leaves out quotas.
 */
export async function isDiskFull(file: string): Promise<boolean> {
  try {
    await writeFile(file, Buffer.alloc(leastRoom));
    return false;
  } catch (error) {
    return isStorageFull(error);
  } finally {
    await rm(file, { force: true });
  }
}
