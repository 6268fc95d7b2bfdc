import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { resolveRepository } from '../../cli/repository.ts';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'harvest-cli-')));
  execFileSync('git', ['init', '--quiet', folder]);
  mkdirSync(join(folder, 'inside', 'deep'), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('without a name it is the repository around the folder', async () => {
  expect(await resolveRepository(undefined, join(folder, 'inside', 'deep'))).toBe(folder);
});

test('without git that is said, and not that there is no repository', async () => {
  vi.stubEnv('PATH', '/nowhere');
  await expect(resolveRepository(undefined, folder)).rejects.toThrow(/^git, .* not installed/);
  vi.unstubAllEnvs();
});

test('paths start where they were typed', async () => {
  expect(await resolveRepository('.', folder)).toBe(folder);
  expect(await resolveRepository('../x', folder)).toBe(join(folder, '..', 'x'));
  expect(await resolveRepository('inside', folder)).toBe(join(folder, 'inside'));
  mkdirSync(join(folder, 'a:b'));
  expect(await resolveRepository('a:b', folder)).toBe(join(folder, 'a:b'));
  expect(await resolveRepository('~/code/my app', folder)).toBe(join(homedir(), 'code/my app'));
});

test.each(['sample', 'https://git.test/a/b.git', 'git@git.test:a/b', 'a-registered-name'])(
  '%s is left to the service',
  async (named) => {
    expect(await resolveRepository(named, folder)).toBe(named);
  },
);
