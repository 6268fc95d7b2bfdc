import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { equalSecrets } from '../../adapters/identity/signed.ts';

const textList = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) => (value === undefined ? [] : [value].flat()));

const headerSchema = z.object({ alg: z.literal('HS256') });

const claimsSchema = z.object({
  sub: z.string().optional(),
  aud: textList,
  exp: z.number(),
  nbf: z.number().optional(),
  role: textList,
  'webpubsub.group': textList,
});

/** What a valid token says about its bearer. */
export type Claims = {
  userId: string | undefined;
  roles: readonly string[];
  /** Groups to join as soon as the client is connected. */
  groups: readonly string[];
};

export type TokenCheck = { ok: true; claims: Claims } | { ok: false; reason: string };

const clockSkewSeconds = 60;

/**
 * Checks a JSON Web Token as the service does: HS256 with the hub's key, not expired, and meant
 * for `path`. Only the path of the audience counts, because a proxy may rename the host.
 *
 * @param now milliseconds since the epoch
 */
export function checkToken(token: string, key: string, path: string, now: number): TokenCheck {
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0) return refuse('malformed');
  const expected = createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url');
  if (!equalSecrets(signature, expected)) return refuse('bad signature');
  if (!headerSchema.safeParse(decodePart(header)).success) return refuse('unexpected algorithm');
  const parsed = claimsSchema.safeParse(decodePart(payload));
  if (!parsed.success) return refuse('unexpected claims');
  const claims = parsed.data;
  const seconds = now / 1000;
  if (claims.exp <= seconds) return refuse('expired');
  if (claims.nbf !== undefined && claims.nbf > seconds + clockSkewSeconds) {
    return refuse('not valid yet');
  }
  if (!claims.aud.some((audience) => pathOf(audience) === path)) return refuse('wrong audience');
  return {
    ok: true,
    claims: { userId: claims.sub, roles: claims.role, groups: claims['webpubsub.group'] },
  };
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization?.match(/^Bearer (\S+)$/i)?.[1];
}

function refuse(reason: string): TokenCheck {
  return { ok: false, reason };
}

function decodePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function pathOf(audience: string): string | undefined {
  return URL.parse(audience)?.pathname;
}
