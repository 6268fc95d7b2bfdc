import { randomBytes } from 'node:crypto';

/** A new id of the given kind, such as `run`. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString('hex')}`;
}
