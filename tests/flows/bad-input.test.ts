import { spawnSync } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Signer } from '../../adapters/identity/signed.ts';
import { Problem } from '../../contracts/errors.ts';
import { cli, cliReading } from './support/command-line.ts';
import { GitRepository } from './support/git-repository.ts';
import { Service } from './support/service.ts';
import { historyOf, runOf } from './support/session-log.ts';

/** No agent is needed to refuse a request. */
const runtime = resolve(import.meta.dirname, '../support/fake-supervisor');

const main = resolve(import.meta.dirname, '../../embedded/main.ts');

const Answer = z.object({ status: z.number(), code: z.string().optional() });

let service: Service;
let repository: GitRepository;
let folder: string;
let sessionId: string;

beforeAll(async () => {
  service = await Service.start({ env: { HARVEST_RUNTIME: runtime } });
  repository = await GitRepository.create({ 'README.md': '# Kept\n' });
  folder = await mkdtemp(join(tmpdir(), 'harvest-plain-'));
  const body = { repository: repository.directory, prompt: { text: 'Begin' } };
  const created = await service.api.call('createSession', { body });
  ({ sessionId } = created);
  await runOf(service.api, sessionId, created.promptId);
}, 120_000);

afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await repository[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

type Ask = { path: string; method?: string; body?: unknown; headers?: Record<string, string> };

/** Sends what no well-behaved client would: `fetch` does not let a test set Host. */
async function ask({ path, method = 'POST', body, headers = {} }: Ask) {
  const token = await service.token();
  const asked = request(`${service.url}/api/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  });
  asked.end(typeof body === 'string' ? body : JSON.stringify(body));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const document = Answer.parse(await json(response));
  return { status: response.statusCode, code: document.code };
}

async function everything() {
  const { items } = await service.api.call('listSessions');
  return { items, events: await historyOf(service.api, sessionId) };
}

const unknown = 'ses_0000000000unknown';
const cases: Array<[string, number, string, () => Ask]> = [
  ['a folder that is no repository', 422, 'repository_invalid', () => create(folder)],
  ['a folder that is not there', 422, 'repository_invalid', () => create(join(folder, 'none'))],
  ['an unknown model', 422, 'model_unknown', () => prompt({ text: 'Go', model: 'nobody/none' })],
  ['an unknown session', 404, 'session_unknown', () => prompt({ text: 'Go' }, unknown)],
  ['an empty prompt', 400, 'prompt_empty', () => prompt({ text: ' \n ' })],
  ['a prompt of 1 MB', 413, 'prompt_too_long', () => prompt({ text: 'a'.repeat(1_000_000) })],
  ['a body of 5 MB', 413, 'body_too_large', () => prompt({ text: 'a'.repeat(5_000_000) })],
  ['malformed JSON', 400, 'invalid_json', () => ({ ...prompt({}), body: '{"text": ' })],
  ['a prompt without text', 400, 'invalid_request', () => prompt({ mode: 'queue' })],
  ['a retry of nothing', 404, 'prompt_unknown', () => prompt({ retryOf: 'prm_000000unknown' })],
  ['an unknown prompt', 404, 'prompt_unknown', () => change('prm_0000000000unknown')],
  ['a stop of nothing', 409, 'nothing_running', () => ({ path: `sessions/${sessionId}/stop` })],
];

const create = (path: string): Ask => ({ path: 'sessions', body: { repository: path } });
const prompt = (body: object, id = sessionId): Ask => ({ path: `sessions/${id}/prompts`, body });
const change = (promptId: string): Ask => ({
  path: `sessions/${sessionId}/prompts/${promptId}`,
  method: 'PATCH',
  body: { text: 'Other' },
});

test.each(cases)('%s is refused with %i %s and changes nothing', async (_, status, code, made) => {
  const before = await everything();
  expect(await ask(made())).toEqual({ status, code });
  expect(await everything()).toEqual(before);
});

/** Arguments for the command line with the same mistakes, and what it reads, where it reads. */
const typed: Array<[string, string, () => string[], string?]> = [
  ['a folder that is no repository', 'repository_invalid', () => ['run', '--repo', folder, 'Go']],
  ['an unknown session', 'session_unknown', () => ['prompt', unknown, 'Go']],
  ['an empty prompt', 'prompt_empty', () => ['run', '--repo', repository.directory, ' \n ']],
  ['a prompt of 1 MB', 'prompt_too_long', () => ['prompt', sessionId, '-'], 'a'.repeat(1_000_000)],
];

test.each(typed)('%s is refused with %s on the command line', async (_, code, args, input) => {
  const before = await everything();
  const refused = await cliReading(input ?? '', service, ...args(), '--json');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(Problem.parse(JSON.parse(refused.stderr))).toMatchObject({ code });
  expect(await everything()).toEqual(before);
});

test('an unknown model is refused on the command line in one sentence, with those there are', async () => {
  const before = await everything();
  const { code, stderr } = await cli(service, 'prompt', sessionId, '-m', 'nobody/none', 'Go');
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^harvest: There is no such model\..*"nobody\/none".*rehearsal\/.*\(request .*\)\n$/,
  );
  expect(await everything()).toEqual(before);
});

test('a second service on the same port ends with what to do, and makes nothing', async () => {
  const home = join(folder, 'home');
  const env = { ...service.clientEnv, HARVEST_HOME: home };
  const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
  const { port } = new URL(service.url);
  expect(stderr).toBe(
    `Port ${port} is in use by another program (perhaps a second Harvest). Stop it, or set HARVEST_PORT to a free port.\n`,
  );
  expect(status).toBe(1);
  await expect(access(home)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([
  ['no token', { authorization: '' }],
  ['a wrong token', { authorization: `Bearer ${'x'.repeat(43)}` }],
])('a request with %s is refused and changes nothing', async (_, headers) => {
  const before = await everything();
  const refused = { status: 401, code: 'unauthenticated' };
  expect(await ask({ ...prompt({ text: 'Go' }), headers })).toEqual(refused);
  expect(await everything()).toEqual(before);
});

test.each([
  ['host', { host: 'evil.example' }],
  ['origin', { origin: 'https://evil.example' }],
])('a foreign %s is refused whatever the token, and changes nothing', async (_, headers) => {
  const before = await everything();
  expect(await ask({ ...prompt({ text: 'Go' }), headers })).toMatchObject({
    status: 403,
    code: 'origin_refused',
  });
  expect(await everything()).toEqual(before);
});

test('a prompt of another session is not tried again here', async () => {
  const body = { repository: repository.directory, prompt: { text: 'Secret' } };
  const other = await service.api.call('createSession', { body });
  await runOf(service.api, other.sessionId, other.promptId);
  const before = await historyOf(service.api, sessionId);
  expect(await ask(prompt({ retryOf: other.promptId }))).toEqual({
    ...{ status: 404, code: 'prompt_unknown' },
  });
  expect(await historyOf(service.api, sessionId)).toEqual(before);
});

test('an address that is none is not found', async () => {
  expect(await ask({ path: 'nothing' })).toMatchObject({ status: 404, code: 'not_found' });
});

test('the token of a sandbox opens its own routes and no person’s', async () => {
  const before = await everything();
  const secret = (await readFile(join(service.home, 'secret'), 'utf8')).trim();
  const { sandboxId } = await service.api.call('getSession', { params: { sessionId } });
  const token = new Signer(secret).sign({
    kind: 'sandbox',
    sessionId,
    sandboxId,
    scope: 'control',
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const heartbeat = await fetch(`${service.url}/api/sandbox/events`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ items: [] }),
  });
  expect(heartbeat.status).toBe(200);
  const refused = { status: 401, code: 'unauthenticated' };
  expect(await ask({ ...prompt({ text: 'Go' }), headers })).toEqual(refused);
  expect(await ask({ path: 'sessions', method: 'GET', headers })).toEqual(refused);
  expect(await everything()).toEqual(before);
});
