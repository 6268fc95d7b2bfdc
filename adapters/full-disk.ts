import { statfs } from 'node:fs/promises';

/** Less than a small file takes. */
const noRoomBytes = 4_096;

/** What the host on one machine answers the durable client, which hands on nothing but a sentence. */
export const fullDiskStatus = 507;
const fromDurableClient = new RegExp(`unexpected status code: ${fullDiskStatus}\\b`);

/**
 * Whether what went wrong is that the disk is full: for SQLite (13 is SQLITE_FULL), for a file, or
 * for the host that an orchestration was to be started by.
 */
export function isFullDisk(error: unknown): boolean {
  const { code, errcode, message } = Object(error) as Record<string, unknown>;
  return code === 'ENOSPC' || errcode === 13 || fromDurableClient.test(String(message));
}

/**
 * Whether a program failed for want of room on the disk of a folder. Some say so, and have given back
 * by then what they took; others say only that they could not write.
 *
 * @param said what the program wrote about it
 */
export async function lackedRoom(folder: string, said: string): Promise<boolean> {
  if (said.includes('No space left on device')) return true;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < noRoomBytes;
}
