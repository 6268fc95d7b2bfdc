import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Git } from '../../sandbox/supervisor/git.ts';
import { sandboxPaths } from '../../sandbox/supervisor/paths.ts';
import { publishChanges } from '../../sandbox/supervisor/publish.ts';
import { cloneWorkspace, type Workspace } from '../../sandbox/supervisor/workspace.ts';
import { startFakeControlPlane } from './support/fake-control-plane.ts';
import { makeOrigin } from './support/git-origin.ts';

const sessionId = 'ses_0123456789';
const author = { id: 'ada', name: 'Ada Lovelace' };
const branch = 'harvest/task';
const atRest = { startCommit: undefined, atRest: true };

let directory: string;
let origin: Awaited<ReturnType<typeof makeOrigin>>;
let plane: Awaited<ReturnType<typeof startFakeControlPlane>>;
let workspace: Workspace;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'harvest-publish-'));
  origin = await makeOrigin(directory, { 'README.md': '# Demo\n' });
  const tokens = { control: 'control-token', git: 'git-token' };
  plane = await startFakeControlPlane({ sessionId, tokens, origin: origin.directory });
  const paths = sandboxPaths(join(directory, 'w'));
  for (const folder of [paths.root, paths.home, paths.tmp]) await mkdir(folder);
  const { cloneUrl } = plane;
  const repository = { cloneUrl, branch, baseRef: 'main' };
  workspace = { paths, git: new Git(paths, cloneUrl), repository, token: tokens.git };
  await cloneWorkspace(workspace, 20_000, () => {});
});

afterEach(async () => {
  await plane.close();
  await rm(directory, { recursive: true, force: true });
});

const write = (name: string, text: string) => writeFile(join(workspace.paths.repo, name), text);
const publish = (runId: string, context = atRest, message = 'Do it') =>
  publishChanges(workspace, { runId, message, author }, context);
const commits = async () => Number(await origin.git('rev-list', '--count', `main..${branch}`));

test('a lock that a killed git left behind is taken away once nobody can hold it', async () => {
  await write('a.txt', 'a\n');
  for (const lock of ['index', 'HEAD', `refs/heads/${branch}`])
    await write(`.git/${lock}.lock`, '');
  await expect(publish('run_1', { ...atRest, atRest: false })).rejects.toThrow('index.lock');
  expect(await publish('run_1')).toMatchObject({ files: 1, additions: 1 });
});

test('a run is committed once, whatever messages say', async () => {
  await write('a.txt', 'a\n');
  const first = await publish('run_1', atRest, 'Explain\nNot Harvest-Run: run_2, says he.');
  expect(await publish('run_1')).toEqual(first);
  expect(await commits()).toBe(1);
  await write('b.txt', 'b\n');
  expect((await publish('run_2')).commit).not.toBe(first.commit);
  expect(await commits()).toBe(2);
});

test("an earlier session's run of the same name does not count", async () => {
  const run = ['-c', 'user.name=A', '-c', 'user.email=a@localhost', 'commit', '--allow-empty'];
  await workspace.git.run([...run, '-q', '-m', 'Old\n\nHarvest-Run: run_1']);
  await workspace.git.run(['update-ref', 'refs/harvest/base', 'HEAD']);
  await write('a.txt', 'a\n');
  expect(await publish('run_1')).toMatchObject({ files: 1 });
});

test('the repository cannot lead the token through a proxy', async () => {
  const seen: string[] = [];
  const proxy = await startProxy((request) => seen.push(request));
  await workspace.git.run(['config', `http.${plane.cloneUrl}.proxy`, proxy.url]);
  await workspace.git.run(['config', 'http.proxy', proxy.url]);
  await write('a.txt', 'a\n');
  const published = publish('run_1');
  await published.finally(proxy.close);
  expect(seen).toEqual([]);
});

/** A proxy that notes the token of each request and refuses it. */
async function startProxy(onRequest: (authorization: string) => void) {
  const server = createServer((request, response) => {
    onRequest(request.headers.authorization ?? 'none');
    response.writeHead(502).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}
