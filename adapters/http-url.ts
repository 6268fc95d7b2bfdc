import { z } from 'zod';

/**
 * A setting that is an address which is called over HTTP: `localhost:11434` alone would pass for one,
 * of the scheme `localhost`.
 *
 * @param error what it must be
 */
export const httpUrl = (error: string) =>
  z
    .url({ protocol: /^https?$/, error: `${error}, beginning with http:// or https://` })
    .refine((url) => {
      const { username, password } = URL.parse(url) ?? {};
      return !username && !password;
    }, 'must be without a name and a password');
