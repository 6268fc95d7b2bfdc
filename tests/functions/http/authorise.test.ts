import { HttpRequest } from '@azure/functions';
import { beforeAll, expect, it } from 'vitest';
import { services } from '../../../adapters/services.ts';
import type { SandboxScope } from '../../../core/ports/identity.ts';
import {
  authorisePerson,
  authoriseSandbox,
  cookieName,
} from '../../../functions/http/authorise.ts';
import { code, servicesInMemory, token } from '../support/services-in-memory.ts';

const sessionId = 'ses_0000000001';
const sandboxId = 'sbx_0000000001';

servicesInMemory();

beforeAll(async () => {
  await services().documents.put('sessions', sessionId, { sessionId, sandboxId });
});

const requestWith = (headers: Record<string, string>) =>
  new HttpRequest({ method: 'GET', url: 'http://127.0.0.1/api/models', headers });
const tokenOf = (scope: SandboxScope, sandbox = sandboxId) =>
  services().identity.sandboxToken({ sessionId, sandboxId: sandbox, scope });
const unauthenticated = { problem: { code: 'unauthenticated' } };

it('knows a person by the bearer token or by the cookie', async () => {
  const bearer = requestWith({ authorization: `Bearer ${token}` });
  expect((await authorisePerson(bearer)).id).toBe('local');
  const signedIn = await services().identity.signIn(code);
  const cookie = `theme=dark; ${cookieName}=${signedIn?.cookie}; other=1`;
  expect((await authorisePerson(requestWith({ cookie }))).id).toBe('local');
});

it.each([
  ['nothing', {}],
  ['a wrong token', { authorization: 'Bearer wrong' }],
  ['a token without its scheme', { authorization: token }],
  ['a wrong cookie', { cookie: `${cookieName}=wrong` }],
  ['the right token as a cookie', { cookie: `${cookieName}=${token}` }],
])('refuses a person with %s', async (_what, headers) => {
  await expect(authorisePerson(requestWith(headers))).rejects.toThrow('Sign in first');
});

it.each([
  ['a bearer token', (made: string) => ({ authorization: `Bearer ${made}` })],
  [
    "git's password",
    (made: string) => ({ authorization: `Basic ${Buffer.from(`x:${made}`).toString('base64')}` }),
  ],
  ["a model client's key", (made: string) => ({ 'x-api-key': made })],
])('knows a sandbox by %s', async (_what, headersOf) => {
  const { sandbox, session } = await authoriseSandbox(
    requestWith(headersOf(tokenOf('git'))),
    'git',
  );
  expect(sandbox).toEqual({ sessionId, sandboxId, scope: 'git' });
  expect(session.sessionId).toBe(sessionId);
});

it('takes a token for its own scope alone', async () => {
  const request = requestWith({ authorization: `Bearer ${tokenOf('model')}` });
  await expect(authoriseSandbox(request, 'model')).resolves.toBeDefined();
  await expect(authoriseSandbox(request, 'git')).rejects.toMatchObject(unauthenticated);
  await expect(authoriseSandbox(request, 'control')).rejects.toMatchObject(unauthenticated);
  const person = requestWith({ authorization: `Bearer ${token}` });
  await expect(authoriseSandbox(person, 'git')).rejects.toMatchObject(unauthenticated);
  await expect(authorisePerson(request)).rejects.toThrow('Sign in first');
});

it('refuses the token of a sandbox that its session has no more', async () => {
  const former = requestWith({ authorization: `Bearer ${tokenOf('git', 'sbx_0000000002')}` });
  await expect(authoriseSandbox(former, 'git')).rejects.toMatchObject({
    problem: { code: 'forbidden' },
  });
});
