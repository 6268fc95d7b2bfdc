import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpRequest } from '@azure/functions';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { offerEmbeddedHost } from '../../../adapters/embedded-host.ts';
import { services } from '../../../adapters/services.ts';
import { Database } from '../../../adapters/sqlite/database.ts';
import type { SandboxScope } from '../../../core/ports/identity.ts';
import {
  authorisePerson,
  authoriseSandbox,
  cookieName,
} from '../../../functions/http/authorise.ts';

const token = 'the-token-of-the-command-line';
const code = 'one-time-code';
const sessionId = 'ses_0000000001';
const sandboxId = 'sbx_0000000001';

const database = new Database(':memory:');
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'harvest-authorise-'));
  const env = {
    HARVEST_HOME: home,
    HARVEST_PUBLIC_URL: 'http://127.0.0.1:7071',
    HARVEST_SECRET: 'a-secret-of-this-installation',
    HARVEST_TOKEN: token,
    HARVEST_SIGN_IN_CODE: code,
    HARVEST_RUNTIME: home,
    HARVEST_NODE: process.execPath,
    HARVEST_OPENCODE: '/nowhere/opencode',
    WEB_PUBSUB_CONNECTION_STRING: 'Endpoint=http://127.0.0.1:7071;AccessKey=key;Version=1.0;',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const sendRequest = () => Promise.reject(new Error('Nothing is sent here.'));
  offerEmbeddedHost({ database, liveHttpClient: { sendRequest } });
  await services().documents.put('sessions', sessionId, { sessionId, sandboxId });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  database.close();
  await rm(home, { recursive: true, force: true });
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
