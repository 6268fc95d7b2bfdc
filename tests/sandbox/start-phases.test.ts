import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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
  await writeFile(join(paths.repo, 'a.txt'), 'a\n');
  for (const lock of [join(paths.home, '.gitconfig.lock'), join(paths.repo, '.git/index.lock')]) {
    await writeFile(lock, '');
  }
  await expect(git.run(name)).rejects.toThrow('File exists');
  await expect(git.run(stage)).rejects.toThrow('File exists');
  await bootPhase(startOptions());
  await git.run(name);
  await git.run(stage);
});
