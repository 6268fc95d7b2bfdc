/** Writes one line for the operator. Never give it a token or a URL that holds one. */
export type Log = (message: string, fields?: Record<string, unknown>) => void;

/**
 * Logs JSON lines to standard error until `maxBytes` have been written: nobody rotates the file
 * of a detached sandbox, so the writer has to stay within its bounds.
 */
export function boundedLog(maxBytes: number): Log {
  let left = maxBytes;
  // Lines that the disk has no room for are lost; they must not end the process.
  process.stderr.on('error', () => {});
  return (message, fields = {}) => {
    if (left <= 0) return;
    const line = `${JSON.stringify({ at: new Date().toISOString(), message, ...fields })}\n`;
    left -= line.length;
    process.stderr.write(left > 0 ? line : '{"message":"the log is full"}\n');
  };
}

/** The text of whatever was thrown, with its cause, which is where `fetch` hides the reason. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
