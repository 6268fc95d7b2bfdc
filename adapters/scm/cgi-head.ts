import type { Readable } from 'node:stream';

export type CgiHead = {
  status: number;
  /** By lower-case name. */
  headers: Record<string, string>;
  /** The body, beginning with what was read along with the head. */
  rest: AsyncIterator<Uint8Array, undefined>;
};

const headLimitBytes = 16 * 1024;

/** Reads the head of a CGI program's answer; null when the program ended or rambled instead. */
export async function readCgiHead(stdout: Readable): Promise<CgiHead | null> {
  const chunks = stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  let seen = Buffer.alloc(0);
  while (seen.length < headLimitBytes) {
    const { done, value } = await chunks.next();
    if (done) return null;
    seen = Buffer.concat([seen, value]);
    const end = /\r?\n\r?\n/.exec(seen.toString('latin1'));
    if (end) {
      const bodyStart = end.index + end[0].length;
      const rest = continueWith(seen.subarray(bodyStart), chunks);
      return { ...parseHead(seen.toString('latin1', 0, end.index)), rest };
    }
  }
  return null;
}

function parseHead(head: string): Pick<CgiHead, 'status' | 'headers'> {
  const headers: Record<string, string> = {};
  for (const line of head.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const { status = '200', ...others } = headers;
  return { status: Number.parseInt(status, 10), headers: others };
}

async function* continueWith(
  first: Uint8Array,
  chunks: AsyncIterator<Buffer, undefined>,
): AsyncGenerator<Uint8Array, undefined> {
  if (first.length > 0) yield first;
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return undefined;
    yield value;
  }
}
