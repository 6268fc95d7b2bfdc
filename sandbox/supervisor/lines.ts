import type { Readable } from 'node:stream';

/** Characters of a line that are kept. */
export const maxLineLength = 10_000;

/**
 * Calls `onLine` for each line of UTF-8 text, without its end; of a longer line with its beginning.
 * Unlike `readline`, which keeps a line until it ends: a program that never ends one would fill
 * the memory.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    // A carriage return may be half of the line's end.
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    const last = lines.pop() ?? '';
    rest = last.length > maxLineLength ? cut(last) : last;
    for (const line of lines) onLine(line.slice(0, maxLineLength));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest.replace(/\r$/, ''));
  });
}

function cut(line: string): string {
  return line.slice(0, maxLineLength) + (line.endsWith('\r') ? '\r' : '');
}
