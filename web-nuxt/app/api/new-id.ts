const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new id that sorts by time: prefix, 10 characters of milliseconds, 12 random ones. */
export function newId(prefix: 'ses' | 'prm' | 'cmt', now: number = Date.now()): string {
  let time = '';
  for (let rest = now; time.length < 10; rest = Math.floor(rest / 32))
    time = alphabet.charAt(rest % 32) + time;
  const random = [...crypto.getRandomValues(new Uint8Array(12))]
    .map((byte) => alphabet.charAt(byte % 32))
    .join('');
  return `${prefix}_${time}${random}`;
}
