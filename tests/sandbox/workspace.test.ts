import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Git } from '../../sandbox/supervisor/git.ts';
import { sandboxPaths } from '../../sandbox/supervisor/paths.ts';
import {
  cloneWorkspace,
  syncWorkspace,
  type Workspace,
} from '../../sandbox/supervisor/workspace.ts';
import { startFakeControlPlane } from './support/fake-control-plane.ts';
import { makeOrigin } from './support/git-origin.ts';

const run = promisify(execFile);
const branch = 'harvest/task';
const timeoutMs = 20_000;

let directory: string;
let plane: Awaited<ReturnType<typeof startFakeControlPlane>>;
let workspace: Workspace;
let lines: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'harvest-workspace-'));
  const origin = await makeOrigin(directory, { 'README.md': '# Demo\n' });
  const tokens = { control: 'control-token', git: 'git-token' };
  const sessionId = 'ses_0123456789';
  plane = await startFakeControlPlane({ sessionId, tokens, origin: origin.directory });
  const paths = sandboxPaths(join(directory, 'w'));
  for (const folder of [paths.root, paths.home, paths.tmp]) await mkdir(folder);
  const { cloneUrl } = plane;
  const repository = { cloneUrl, branch, baseRef: 'main' };
  workspace = { paths, git: new Git(paths, cloneUrl), repository, token: tokens.git };
  await cloneWorkspace(workspace, timeoutMs, () => {});
  lines = [];
});

afterEach(async () => {
  await plane.close();
  await rm(directory, { recursive: true, force: true });
});

/** Somebody else pushes a commit to the session's branch. */
async function pushedElsewhere(): Promise<void> {
  const cwd = join(directory, 'work');
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  await writeFile(join(cwd, 'theirs.txt'), 'theirs\n');
  await run('git', ['checkout', '-q', '-B', branch], { cwd });
  await run('git', ['add', '-A'], { cwd });
  await run('git', [...identity, 'commit', '-q', '-m', 'Theirs'], { cwd });
  await run('git', ['push', '-q', join(directory, 'origin.git'), branch], { cwd });
}

const sync = () => syncWorkspace(workspace, timeoutMs, (line) => lines.push(line));
const inWorkspace = (name: string) => join(workspace.paths.repo, name);

test('moves forward to what was pushed meanwhile', async () => {
  await pushedElsewhere();
  await sync();
  expect(await readFile(inWorkspace('theirs.txt'), 'utf8')).toBe('theirs\n');
  expect(lines.at(-1)).toMatch(/^Moved harvest\/task forward to [0-9a-f]{12}$/);
});

test('leaves alone what is not committed here', async () => {
  await pushedElsewhere();
  await writeFile(inWorkspace('README.md'), '# Mine\n');
  await sync();
  expect(await readFile(inWorkspace('README.md'), 'utf8')).toBe('# Mine\n');
  await expect(readFile(inWorkspace('theirs.txt'))).rejects.toThrow('ENOENT');
  expect(lines.at(-1)).toBe('The workspace is ahead of its branch');
});

test('leaves alone commits that have not been pushed', async () => {
  await pushedElsewhere();
  await writeFile(inWorkspace('mine.txt'), 'mine\n');
  await workspace.git.run(['add', '-A']);
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  await workspace.git.run([...identity, 'commit', '-q', '-m', 'Mine']);
  await sync();
  expect(await readFile(inWorkspace('mine.txt'), 'utf8')).toBe('mine\n');
  expect(lines.at(-1)).toBe('The workspace is ahead of its branch');
});

test('is content with a branch that nobody has pushed, and says when it cannot look', async () => {
  await sync();
  expect(lines).toEqual([]);
  await plane.close();
  await expect(sync()).rejects.toThrow('git fetch');
});
