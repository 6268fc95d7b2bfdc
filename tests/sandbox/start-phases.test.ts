import { mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Git } from '../../sandbox/supervisor/git.ts';
import { sandboxPaths, type SandboxPaths } from '../../sandbox/supervisor/paths.ts';
import { Phases } from '../../sandbox/supervisor/phases.ts';
import { StartHook } from '../../sandbox/supervisor/start-hook.ts';
import { bootPhase, type StartOptions } from '../../sandbox/supervisor/start-phases.ts';
import { makeBootConfig } from './support/boot-config.ts';

const sandboxId = 'sbx_0000000001';
const url = 'http://127.0.0.1:1';
const repository = { cloneUrl: url, branch: 'harvest/test', baseRef: 'main' };

let paths: SandboxPaths;
let git: Git;

beforeEach(async () => {
  paths = sandboxPaths(await mkdtemp(join(tmpdir(), 'harvest-start-')));
  for (const folder of [paths.repo, paths.home, paths.tmp]) await mkdir(folder);
  git = new Git(paths, url);
  await git.run(['init', '-q']);
});
afterEach(() => rm(paths.root, { recursive: true }));

function startOptions(): StartOptions {
  const tokens = { control: 'c', model: 'm', git: 'g', command: 'r' };
  const from = { sandboxId, sessionId: 'ses_0000000001', controlUrl: url, modelUrl: url };
  return {
    boot: makeBootConfig({ ...from, tokens, repository, limits: {} }),
    workspace: { paths, git, repository, token: tokens.git },
    agent: { launch: () => {}, open: async () => {} },
    startHook: new StartHook({ paths, environment: {} }),
    phases: new Phases({ event: () => {} }, sandboxId),
    plugin: 'plugin.js',
  };
}

test('a start removes the locks of a git that was killed with the sandbox', async () => {
  const name = ['config', '--file', join(paths.home, '.gitconfig'), 'user.name', 'Ada'];
  const stage = ['add', 'a.txt'];
  const ref = 'refs/heads/harvest/test';
  const remove = ['update-ref', '-d', ref];
  await writeFile(join(paths.repo, 'a.txt'), 'a\n');
  const user = ['-c', 'user.name=A', '-c', 'user.email=a@localhost'];
  await git.run([...user, 'commit', '-q', '--allow-empty', '-m', 'Begin']);
  await git.run(['update-ref', ref, 'HEAD']);
  const locks = ['home/.gitconfig', 'repo/.git/index', 'repo/.git/refs/heads/harvest/test'];
  for (const lock of locks) await writeFile(join(paths.root, `${lock}.lock`), '');
  await expect(git.run(name)).rejects.toThrow('File exists');
  await expect(git.run(stage)).rejects.toThrow('File exists');
  await expect(git.run(remove)).rejects.toThrow('File exists');
  await bootPhase(startOptions());
  await git.run(name);
  await git.run(stage);
  await git.run(remove);
});

test('a start removes nothing beyond links that the agent has laid', async () => {
  const outside = join(paths.root, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'yarn.lock'), '');
  await symlink(outside, join(paths.repo, '.git/refs/link'));
  await writeFile(join(paths.repo, 'yarn.lock'), '');
  await bootPhase(startOptions());
  expect(await readdir(outside)).toEqual(['yarn.lock']);
  expect(await readdir(paths.repo)).toContain('yarn.lock');
  await rename(join(paths.repo, '.git'), join(outside, '.git'));
  await writeFile(join(outside, '.git/index.lock'), '');
  await symlink(join(outside, '.git'), join(paths.repo, '.git'));
  await bootPhase(startOptions());
  expect(await readdir(join(outside, '.git'))).toContain('index.lock');
});
