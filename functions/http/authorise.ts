import type { HttpRequest } from '@azure/functions';
import { services } from '../../adapters/services.ts';
import type { Person } from '../../contracts/ids.ts';
import type { SandboxIdentity, SandboxScope } from '../../core/ports/identity.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { ApiError } from './respond.ts';

export const cookieName = 'harvest';

/** The person who asks, by bearer token or browser cookie. */
export async function authorisePerson(request: HttpRequest): Promise<Person> {
  const bearer = bearerOf(request);
  const cookie = cookieOf(request);
  const person = await services().identity.person({
    ...(bearer === undefined ? {} : { bearer }),
    ...(cookie === undefined ? {} : { cookie }),
  });
  if (!person) throw new ApiError('unauthenticated');
  return person;
}

/**
 * The sandbox that asks, with its session. Its token counts only for one scope, and only while it
 * is its session's sandbox: that is how a token is revoked.
 */
export async function authoriseSandbox(
  request: HttpRequest,
  scope: SandboxScope,
): Promise<{ sandbox: SandboxIdentity; session: StoredSession }> {
  const { identity, documents } = services();
  const token = bearerOf(request);
  const sandbox = token === undefined ? undefined : identity.sandbox(token);
  if (sandbox?.scope !== scope) throw new ApiError('unauthenticated');
  const session = await documents.get<StoredSession>('sessions', sandbox.sessionId);
  if (session?.body.sandboxId !== sandbox.sandboxId) throw new ApiError('forbidden');
  return { sandbox, session: session.body };
}

/** The token of a `Bearer` header, of a `Basic` one's password (git), or of the agents' `x-api-key`. */
function bearerOf(request: HttpRequest): string | undefined {
  const header = request.headers.get('authorization') ?? '';
  const bearer = /^Bearer (\S+)$/i.exec(header)?.[1];
  if (bearer !== undefined) return bearer;
  const basic = /^Basic (\S+)$/i.exec(header)?.[1];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString().split(':').at(1);
  return request.headers.get('x-api-key') ?? undefined;
}

function cookieOf(request: HttpRequest): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [name, value] = pair.trim().split('=');
    if (name === cookieName && value) return value;
  }
  return undefined;
}
