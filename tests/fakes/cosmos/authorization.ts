import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';

export type SignedRequest = {
  method: string;
  /** `docs`, `colls`, `dbs` or empty for the account. */
  resourceType: string;
  /** Path of the resource, or of what contains the resources. */
  resource: string;
  date: string;
  authorization: string;
};

/** Lets in who has signed with the account's key, or shows the token of its identity. */
export function authorize(request: SignedRequest, secrets: { key: string; token: string }): void {
  const given = decodeURIComponent(request.authorization);
  if (isSame(given, `type=aad&ver=1.0&sig=${secrets.token}`)) return;
  const { method, resourceType, resource, date } = request;
  const text = `${method.toLowerCase()}\n${resourceType}\n${resource}\n${date.toLowerCase()}\n\n`;
  const hmac = createHmac('sha256', Buffer.from(secrets.key, 'base64')).update(text);
  if (isSame(given, `type=master&ver=1.0&sig=${hmac.digest('base64')}`)) return;
  throw new Refusal(401, 'Unauthorized', "The input authorization token can't serve the request.");
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
