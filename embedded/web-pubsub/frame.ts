const textOpcodeFinal = 0x81;

/**
 * A whole unmasked WebSocket text frame as a latin1 string: one character per byte.
 *
 * Strings instead of buffers, because a stream writes a short latin1 string without allocating,
 * and because frames for one socket can be joined with `+` and leave in one system call.
 *
 * @param payload the text as UTF-8 bytes, see `toBytes`
 */
export function textFrame(payload: string): string {
  return frameHeader(payload.length) + payload;
}

/** The text's UTF-8 bytes as a latin1 string. Plain ASCII, the common case, is returned as is. */
export function toBytes(text: string): string {
  const buffer = Buffer.byteLength(text) === text.length ? undefined : Buffer.from(text);
  return buffer ? buffer.toString('latin1') : text;
}

/** @param length bytes of the payload */
export function frameHeader(length: number): string {
  if (length < 126) return String.fromCharCode(textOpcodeFinal, length);
  if (length < 0x1_0000) {
    return String.fromCharCode(textOpcodeFinal, 126, length >>> 8, length & 0xff);
  }
  // A payload is far below 4 GiB, so the upper four bytes of its length are zero.
  return String.fromCharCode(
    textOpcodeFinal,
    127,
    0,
    0,
    0,
    0,
    length >>> 24,
    (length >>> 16) & 0xff,
    (length >>> 8) & 0xff,
    length & 0xff,
  );
}
