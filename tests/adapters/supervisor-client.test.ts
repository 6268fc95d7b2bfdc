import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteDocuments } from '../../adapters/documents/sqlite.ts';
import { SingleMachineIdentity } from '../../adapters/identity/single-machine.ts';
import { DocumentPeople } from '../../adapters/people/documents.ts';
import { Database } from '../../adapters/sqlite/database.ts';
import { SandboxRecords, type SandboxRecord } from '../../adapters/sandbox-records.ts';
import { SupervisorClient } from '../../adapters/supervisor-client.ts';
import { problem } from '../../contracts/errors.ts';

const sandboxId = 'sbx_0000000001';

let database: Database;
let records: SandboxRecords;
let identity: SingleMachineIdentity;
let client: SupervisorClient;
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
const server = createServer((request, response) => answer(request, response));

beforeEach(async () => {
  database = new Database(':memory:');
  const documents = new SqliteDocuments(database, () => '2026-01-01T00:00:00.000Z');
  const owner = { id: 'local', name: 'You' };
  identity = new SingleMachineIdentity({
    secret: 'a-secret-of-this-installation',
    token: 'the-token-of-the-command-line',
    owner,
    people: new DocumentPeople(documents, owner),
    documents,
    now: () => 0,
  });
  records = new SandboxRecords(documents);
  await records.begin(sandboxId, 'ses_0000000001', 0);
  client = new SupervisorClient(records, identity);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await note({ endpoint: `http://127.0.0.1:${port}` });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  database.close();
});

async function note(change: Partial<SandboxRecord>): Promise<void> {
  await records.change(sandboxId, change);
}

it('posts a command with the token of that sandbox, and gives back the answer', async () => {
  const got: unknown[] = [];
  answer = async (request, response) => {
    const { method, url, headers } = request;
    got.push({ method, url, token: headers.authorization, body: await text(request) });
    response.writeHead(202).end('{"done":true}');
  };
  const answered = await client.post(sandboxId, '/runs', { runId: 'run_1' });
  expect(answered).toEqual({ ok: true, body: { done: true } });
  const token = `Bearer ${identity.commandToken(sandboxId)}`;
  expect(got).toEqual([{ method: 'POST', url: '/runs', token, body: '{"runId":"run_1"}' }]);
});

it('takes an empty answer and one that is no JSON for an answer without a body', async () => {
  answer = (_request, response) => response.writeHead(202).end();
  expect(await client.post(sandboxId, '/runs', {})).toEqual({ ok: true, body: undefined });
  answer = (_request, response) => response.writeHead(200).end('<html>');
  expect(await client.post(sandboxId, '/runs', {})).toEqual({ ok: true, body: undefined });
});

it('tells a refusal with its problem from one that it does not understand', async () => {
  const found = problem('push_failed', { detail: 'rejected' });
  answer = (_request, response) => response.writeHead(409).end(JSON.stringify(found));
  const refused = { ok: false, reason: 'refused' };
  expect(await client.post(sandboxId, '/publish', {})).toEqual({
    ...refused,
    status: 409,
    problem: found,
  });
  answer = (_request, response) => response.writeHead(500).end('{"message":"?"}');
  expect(await client.post(sandboxId, '/publish', {})).toEqual({
    ...refused,
    status: 500,
    problem: undefined,
  });
});

it('reaches no sandbox that it does not know, or that has not said hello', async () => {
  const unreachable = { ok: false, reason: 'unreachable' };
  expect(await client.post('sbx_0000000002', '/runs', {})).toEqual(unreachable);
  await note({ endpoint: null });
  expect(await client.post(sandboxId, '/runs', {})).toEqual(unreachable);
});

it('takes a broken connection and a silent supervisor for an unreachable one', async () => {
  const unreachable = { ok: false, reason: 'unreachable' };
  answer = (request) => void request.socket.destroy();
  expect(await client.post(sandboxId, '/runs', {})).toEqual(unreachable);
  answer = (_request, response) => void response.writeHead(200).write('{');
  expect(await client.post(sandboxId, '/runs', {}, 50)).toEqual(unreachable);
});

it('takes one that wants to speak another protocol for an unreachable one', async () => {
  answer = ({ socket }) =>
    void socket.write('HTTP/1.1 101 -\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n');
  const answered = await client.post(sandboxId, '/runs', {}, 50);
  expect(answered).toEqual({ ok: false, reason: 'unreachable' });
});

it('asks once more when a connection that was kept ends as it is used again', async () => {
  const used = new Set<unknown>();
  let ended = 0;
  answer = ({ socket }, response) => {
    if (!used.has(socket)) return used.add(socket) && response.end('{}');
    ended += 1;
    return socket.destroy();
  };
  for (let n = 0; n < 2; n += 1)
    expect(await client.post(sandboxId, '/runs', {})).toEqual({ ok: true, body: {} });
  expect(ended).toBe(1);
});

it('goes nowhere that a supervisor sends it', async () => {
  const asked: unknown[] = [];
  answer = (request, response) => {
    asked.push(request.url);
    response.writeHead(307, { location: '/elsewhere' }).end();
  };
  expect(await client.post(sandboxId, '/runs', {})).toEqual({ ok: false, reason: 'unreachable' });
  expect(asked).toEqual(['/runs']);
});

it('takes an answer without end for none', async () => {
  const chunk = 'x'.repeat(100_000);
  answer = (_, response) => {
    const more = (): void => {
      while (response.write(chunk));
      response.once('drain', more);
    };
    more();
  };
  const answered = await client.post(sandboxId, '/publish', {});
  expect(answered).toEqual({ ok: false, reason: 'unreachable' });
});
