import { mkdir, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeStaleLocks } from '../../../adapters/scm/stale-locks.ts';
import { scratchFolder } from './scratch.ts';

test('a repository whose folders come and go meanwhile is looked through all the same', async () => {
  const repository = await scratchFolder();
  const heads = join(repository, 'refs/heads');
  const names = Array.from({ length: 100 }, (_, index) => join(heads, `feature-${index}`));
  await mkdir(heads, { recursive: true });
  await Promise.all(names.map((name) => mkdir(name)));
  const looks = Array.from({ length: 20 }, () => removeStaleLocks(repository));
  await Promise.all(names.map((name) => rmdir(name)));
  await expect(Promise.all(looks)).resolves.toHaveLength(looks.length);
  expect(await readdir(heads)).toEqual([]);
});

test('a repository that is not there has no locks', async () => {
  const repository = join(await scratchFolder(), 'none');
  await expect(removeStaleLocks(repository)).resolves.toBeUndefined();
});

test('a folder that has become a file meanwhile has no locks', async () => {
  const repository = await scratchFolder();
  await writeFile(join(repository, 'refs'), '');
  await expect(removeStaleLocks(repository)).resolves.toBeUndefined();
});
