/** Whether what went wrong is that the disk is full: for SQLite (13 is SQLITE_FULL) or for a file. */
export function isFullDisk(error: unknown): boolean {
  const { code, errcode } = Object(error) as { code?: unknown; errcode?: unknown };
  return code === 'ENOSPC' || errcode === 13;
}
