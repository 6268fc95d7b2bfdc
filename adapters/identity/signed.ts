import { createHmac, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';

/** Strings that carry a JSON value and prove that this installation made them. */
export class Signer {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** A value that only holders of the secret can compute, for `purpose`. */
  derive(purpose: string): string {
    return createHmac('sha256', this.#secret).update(purpose).digest('base64url');
  }

  sign(value: unknown): string {
    const payload = Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${payload}.${this.derive(payload)}`;
  }

  /** The value, when the signature is ours and the schema fits; undefined otherwise. */
  open<T>(token: string, schema: z.ZodType<T>): T | undefined {
    const [payload, signature, ...rest] = token.split('.');
    if (!payload || !signature || rest.length > 0) return undefined;
    if (!equalSecrets(signature, this.derive(payload))) return undefined;
    // Signed by us, so it is JSON.
    const parsed = schema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return parsed.success ? parsed.data : undefined;
  }
}

/** Compares in a time that tells no more than their length. */
export function equalSecrets(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
