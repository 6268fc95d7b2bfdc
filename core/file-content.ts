import { fileBytesLimit, type FileContent } from '../contracts/files.ts';

/** Git, too, takes what has a NUL near its beginning for binary. */
const binaryWithin = 8_000;

/**
 * What is shown of a file: the text, the image, or only that it is binary.
 * @param bytes the first `fileBytesLimit` bytes of it
 * @param size of the whole file, in bytes
 */
export function fileContent(path: string, size: number, bytes: Uint8Array): FileContent {
  const truncated = size > bytes.byteLength;
  const mediaType = imageType(bytes);
  if (mediaType) {
    const whole = !truncated && size <= fileBytesLimit;
    const base64 = whole ? { base64: Buffer.from(bytes).toString('base64') } : {};
    return { path, size, binary: true, truncated, mediaType, ...base64 };
  }
  if (bytes.subarray(0, binaryWithin).includes(0)) return { path, size, binary: true, truncated };
  // As a stream: a character that the limit cuts through is left out.
  const text = new TextDecoder().decode(bytes, { stream: truncated });
  return { path, size, binary: false, truncated, text };
}

function imageType(bytes: Uint8Array): FileContent['mediaType'] {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  return /^RIFF.{4}WEBP/s.test(head) ? 'image/webp' : undefined;
}
