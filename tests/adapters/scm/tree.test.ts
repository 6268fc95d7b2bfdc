import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileBytesLimit } from '../../../contracts/files.ts';
import type { Tree } from '../../../core/ports/scm.ts';
import { commit, expectOk, git, newRepository, newScm, scratchFolder } from './scratch.ts';

const branch = 'harvest/topic';

async function newTree() {
  const folder = await scratchFolder();
  const repository = await newRepository(folder);
  await symlink('src', join(repository, 'inside'));
  await symlink('../../outside', join(repository, 'outside'));
  await commit(repository, { 'src/a.ts': 'export {};\n', 'src/deep/ü b.txt': 'ü' });
  const scm = newScm(folder);
  const found = expectOk(await scm.resolve(repository)).repository;
  const tree = (ref: Tree['ref']): Tree => ({ repository: found, branch, ref });
  return { folder, repository, scm, tree };
}

/** What a session would have pushed to the mirror. */
async function push(folder: string, repositoryId: string, from: string): Promise<void> {
  const mirror = join(folder, 'harvest home', 'mirrors', `${repositoryId}.git`);
  await git(from, 'push', '--quiet', mirror, `HEAD:refs/heads/${branch}`);
}

test('lists folders of a repository that no session has run on', async () => {
  const { scm, tree } = await newTree();
  const root = expectOk(await scm.folder(tree('branch'), ''));
  expect(root).toMatchObject({ truncated: false });
  expect(root.entries).toEqual([
    { name: 'README.md', path: 'README.md', kind: 'file', size: 4 },
    { name: 'inside', path: 'inside', kind: 'link' },
    { name: 'outside', path: 'outside', kind: 'link' },
    { name: 'src', path: 'src', kind: 'folder' },
  ]);
  const deep = expectOk(await scm.folder(tree('branch'), 'src/deep'));
  expect(deep.entries).toEqual([
    { name: 'ü b.txt', path: 'src/deep/ü b.txt', kind: 'file', size: 2 },
  ]);
});

test('follows links inside the tree and none that leave it', async () => {
  const { scm, tree } = await newTree();
  const file = expectOk(await scm.file(tree('branch'), 'inside/a.ts'));
  expect(Buffer.from(file.bytes).toString()).toBe('export {};\n');
  expect(expectOk(await scm.folder(tree('branch'), 'inside')).entries).toHaveLength(2);
  for (const path of ['outside', 'outside/a', 'nothing', 'src', 'README.md/a'])
    expect(await scm.file(tree('branch'), path)).toMatchObject({ ok: false, code: 'file_unknown' });
  for (const path of ['outside', 'nothing', 'README.md'])
    expect(await scm.folder(tree('branch'), path)).toMatchObject({ code: 'file_unknown' });
});

test('tells a branch from its base, which does not move with the person', async () => {
  const { folder, repository, scm, tree } = await newTree();
  const found = tree('branch').repository;
  expectOk(await scm.refresh(found));
  await git(repository, 'checkout', '--quiet', '-b', 'work');
  await commit(repository, { 'README.md': 'theirs\n' });
  await push(folder, found.repositoryId, repository);
  await git(repository, 'checkout', '--quiet', 'main');
  await commit(repository, { 'README.md': 'mine\n' });
  expectOk(await scm.refresh(found));

  const read = async (ref: Tree['ref']) =>
    Buffer.from(expectOk(await scm.file(tree(ref), 'README.md')).bytes).toString();
  expect(await read('branch')).toBe('theirs\n');
  expect(await read('base')).toBe('one\n');
});

test('reads no more of a large file than is shown, and bytes as they are', async () => {
  const { repository, scm, tree } = await newTree();
  const size = fileBytesLimit + 100_000;
  await commit(repository, { large: 'x'.repeat(size) });
  const large = expectOk(await scm.file(tree('branch'), 'large'));
  expect(large.size).toBe(size);
  expect(large.bytes.byteLength).toBe(fileBytesLimit);
});
