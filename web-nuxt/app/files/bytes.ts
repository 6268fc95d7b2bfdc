/** "312 bytes", "4.2 KB", "1.3 MB". */
export function bytes(size: number): string {
  if (size < 1_024) return size === 1 ? '1 byte' : `${size} bytes`;
  if (size < 1_024 * 1_024) return `${(size / 1_024).toFixed(1)} KB`;
  return `${(size / 1_024 / 1_024).toFixed(1)} MB`;
}
