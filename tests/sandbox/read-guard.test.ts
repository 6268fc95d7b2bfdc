import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guardRead } from '../../sandbox/plugin/read-guard.ts';

let repository: string;

beforeEach(async () => {
  repository = await mkdtemp(join(tmpdir(), 'harvest-guard-'));
  await mkdir(join(repository, 'a/b'), { recursive: true });
  await writeFile(join(repository, 'a/b/file'), '');
});

afterEach(() => rm(repository, { recursive: true, force: true }));

test('what lies in the repository, or elsewhere on the disk, is read', async () => {
  await symlink('a/b/file', join(repository, 'link'));
  for (const path of ['a/b/file', 'link', '/etc/passwd', 'missing']) {
    await expect(guardRead(path, repository)).resolves.toBeUndefined();
  }
});

test('a link to the data of a process is not read', async () => {
  await symlink('/proc/self/environ', join(repository, 'a/notes'));
  await expect(guardRead('a/notes', repository)).rejects.toThrow('not for reading');
  await expect(guardRead(join(repository, 'a/notes'), repository)).rejects.toThrow();
  await expect(guardRead('/proc/self/environ', repository)).rejects.toThrow();
});

test('nor is what would bring such a link with it as instructions', async () => {
  await symlink('/proc/self/environ', join(repository, 'a/CLAUDE.md'));
  await expect(guardRead('a/b/file', repository)).rejects.toThrow('CLAUDE.md');
});
