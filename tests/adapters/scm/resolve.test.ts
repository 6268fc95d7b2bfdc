import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commit, expectOk, git, newRepository, newScm, scratchFolder, write } from './scratch.ts';

test('a folder, a folder in it and the git folder itself are the same repository', async () => {
  const folder = await scratchFolder();
  const repository = await newRepository(folder);
  await commit(repository, { 'src/a.ts': '' });
  const scm = newScm(folder);

  const found = expectOk(await scm.resolve(repository)).repository;
  expect(found).toMatchObject({ source: repository, kind: 'local', defaultBranch: 'main' });
  for (const source of [join(repository, 'src'), join(repository, '.git'), `${repository}/`]) {
    const same = expectOk(await scm.resolve(source)).repository;
    expect(same.repositoryId).toBe(found.repositoryId);
  }
});

test('a bare repository and a worktree are repositories of their own', async () => {
  const folder = await scratchFolder();
  const repository = await newRepository(folder);
  const bare = join(folder, 'central.git');
  const worktree = join(folder, 'tree');
  await git(folder, 'clone', '--quiet', '--bare', repository, bare);
  await git(repository, 'worktree', 'add', '--quiet', '-b', 'topic', worktree);
  const scm = newScm(folder);

  const found = await Promise.all(
    [repository, bare, worktree].map(async (source) => expectOk(await scm.resolve(source))),
  );
  const repositories = found.map((each) => each.repository);
  expect(new Set(repositories.map((each) => each.repositoryId)).size).toBe(3);
  expect(repositories.map((each) => each.defaultBranch)).toEqual(['main', 'main', 'topic']);
});

test('names with spaces, quotes and line ends work', async () => {
  const folder = await scratchFolder();
  const repository = await newRepository(folder, `it's "a"\nshop $(x)`);
  const scm = newScm(folder);
  const found = expectOk(await scm.resolve(repository)).repository;
  expect(expectOk(await scm.refresh(found)).baseRef).toBe(
    await git(repository, 'rev-parse', 'HEAD'),
  );
});

test('`sample` is the sample repository', async () => {
  const folder = await scratchFolder();
  const scm = newScm(folder, await newRepository(folder, 'sample'));
  const found = expectOk(await scm.resolve('sample')).repository;
  expect(found).toMatchObject({ source: 'sample', kind: 'local', defaultBranch: 'main' });
});

test('what is no repository is refused', async () => {
  const folder = await scratchFolder();
  await write(folder, { 'plain/file.txt': '' });
  const scm = newScm(folder);
  for (const source of [join(folder, 'missing'), join(folder, 'plain/file.txt'), 'relative']) {
    expect(await scm.resolve(source)).toMatchObject({ ok: false, code: 'repository_invalid' });
  }
  expect(await scm.resolve(join(folder, 'plain'))).toMatchObject({
    ok: false,
    code: 'repository_invalid',
  });
});

test.each([[[]], [['--bare']]])('a repository without a commit is empty: %j', async (options) => {
  const folder = await scratchFolder();
  const repository = join(folder, 'new');
  await mkdir(repository);
  await git(repository, 'init', '--quiet', ...options);
  expect(await newScm(folder).resolve(repository)).toMatchObject({
    ok: false,
    code: 'repository_empty',
  });
});
