import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { failure } from '../../contracts/errors.ts';
import {
  CommandError,
  CommandServer,
  type Command,
} from '../../sandbox/supervisor/command-server.ts';
import { PhaseError } from '../../sandbox/supervisor/phases.ts';

const token = 'command-token';
const logged: unknown[] = [];
const afterwards = Promise.withResolvers<void>();

const command = (path: RegExp, run: Command['run']): Command => ({ method: 'POST', path, run });
const throws = (path: RegExp, error: Error) =>
  command(path, () => {
    throw error;
  });

const server = new CommandServer(
  token,
  [
    command(/^\/things\/([^/]+)$/, (argument, body) => ({
      status: 202,
      body: { argument, body },
      afterwards: afterwards.resolve,
    })),
    command(/^\/parsed$/, (_, body) => ({
      status: 200,
      body: z.object({ a: z.string() }).parse(body),
    })),
    throws(/^\/refuses$/, new CommandError('nothing_running')),
    throws(/^\/unusable$/, new PhaseError(failure('sync_failed', 'no route'))),
    throws(/^\/full$/, new Error('ENOSPC: no space left on device, write')),
    throws(/^\/breaks$/, new Error('the bug')),
  ],
  (message, fields) => logged.push({ message, ...fields }),
);
let origin: string;

beforeAll(async () => {
  origin = await server.listen();
});
afterAll(() => server.close());

async function post(path: string, body?: string, bearer = token) {
  const response = await fetch(origin + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}` },
    ...(body === undefined ? {} : { body }),
  });
  const answer = (await response.json()) as { code?: string; detail?: string };
  return { status: response.status, ...answer };
}

test('hands the command its argument and its body, and goes on once it is answered', async () => {
  expect(await post('/things/one', '{"n":1}')).toEqual({
    status: 202,
    argument: 'one',
    body: { n: 1 },
  });
  await afterwards.promise;
});

test.each([
  ['/things/one', '{"n":', 400, 'invalid_json'],
  ['/things/one', `"${'x'.repeat(32_000_001)}"`, 413, 'body_too_large'],
  ['/parsed', '{}', 400, 'invalid_request'],
  ['/things', undefined, 404, 'not_found'],
  ['/refuses', undefined, 409, 'nothing_running'],
  ['/unusable', undefined, 502, 'sync_failed'],
  ['/full', undefined, 507, 'storage_full'],
  ['/breaks', undefined, 500, 'internal'],
])('answers %s as a problem (%#)', async (path, body, status, code) => {
  expect(await post(path, body)).toMatchObject({ status, code });
});

test('logs what nobody expected, and nothing else', () => {
  expect(logged).toEqual([
    { message: 'a command failed', cause: expect.stringContaining('the bug') },
  ]);
});

test.each(['', 'command-toker', `${token}x`])(
  'takes nothing without its token (%j)',
  async (bearer) => {
    expect(await post('/things/one', '{}', bearer)).toMatchObject({ code: 'unauthenticated' });
  },
);
