import type { HttpRequest } from '@azure/functions';
import { ApiError } from './respond.ts';

/** Reads a body of at most `limit` bytes; refuses a longer one without reading it to its end. */
export async function readBody(request: HttpRequest, limit: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw new ApiError('body_too_large');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.byteLength;
    if (size > limit) throw new ApiError('body_too_large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Reads a JSON body; an empty one is `undefined`. */
export async function readJson(request: HttpRequest, limit: number): Promise<unknown> {
  const bytes = await readBody(request, limit);
  if (bytes.byteLength === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    throw new ApiError('invalid_json');
  }
}
