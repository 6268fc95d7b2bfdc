import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sandboxPaths, type SandboxPaths } from '../../sandbox/supervisor/paths.ts';
import { copyInstructions } from '../../sandbox/supervisor/prepare-opencode.ts';

let paths: SandboxPaths;

beforeEach(async () => {
  paths = sandboxPaths(await mkdtemp(join(tmpdir(), 'harvest-instructions-')));
  for (const folder of [paths.repo, paths.state]) await mkdir(folder);
});

afterEach(() => rm(paths.root, { recursive: true, force: true }));

/** What the agent reads as its instructions after they have been copied. */
async function instructions(): Promise<string | undefined> {
  await copyInstructions(paths);
  return readFile(paths.instructions, 'utf8').catch(() => undefined);
}

const write = (name: string, text: string) => writeFile(join(paths.repo, name), text);

test('AGENTS.md comes before CLAUDE.md', async () => {
  await write('CLAUDE.md', 'two');
  expect(await instructions()).toBe('two');
  await write('AGENTS.md', 'one');
  expect(await instructions()).toBe('one');
});

test('a link inside the repository is followed', async () => {
  await write('guide.md', 'guide');
  await symlink('guide.md', join(paths.repo, 'AGENTS.md'));
  expect(await instructions()).toBe('guide');
});

test.each(['/proc/self/environ', '../secret', '/dev/zero', '.'])(
  'a link to %s is not followed, also when it comes later',
  async (target) => {
    await writeFile(join(paths.root, 'secret'), 'secret');
    await write('AGENTS.md', 'harmless');
    expect(await instructions()).toBe('harmless');
    await rm(join(paths.repo, 'AGENTS.md'));
    await symlink(target, join(paths.repo, 'AGENTS.md'));
    expect(await readFile(paths.instructions, 'utf8')).toBe('harmless');
    expect(await instructions()).toBeUndefined();
  },
);
