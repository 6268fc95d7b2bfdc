import { readdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { finishedWork } from './finished-work.ts';
import { commit, expectOk, git, newRepository, newScm, scratchFolder, write } from './scratch.ts';
import { serveRepository } from './serving.ts';

const branch = 'harvest/task';

test('sandboxes clone what the person has committed, and the base is their HEAD', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expectOk(await scm.refresh(repository));

  const head = await commit(source, { 'src/new file.txt': 'two\n' });
  await git(source, 'tag', 'v1');
  await git(source, 'branch', 'other');
  await write(source, { 'uncommitted.txt': '' });
  expect(expectOk(await scm.refresh(repository)).baseRef).toBe(head);

  const clone = join(folder, 'clone');
  await git(folder, 'clone', '--quiet', await serveRepository(scm, repository, branch), clone);
  expect(await git(clone, 'rev-parse', 'HEAD', 'origin/other', 'v1')).toBe(
    [head, head, head].join('\n'),
  );
  expect(await git(clone, 'symbolic-ref', '--short', 'HEAD')).toBe('main');
  expect(await readdir(clone)).not.toContain('uncommitted.txt');
});

test('a detached HEAD is the base, even when no branch holds its commit', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  await git(source, 'checkout', '--quiet', '--detach');
  const head = await commit(source, { 'detached.txt': '' });
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expect(repository.defaultBranch).toBe('HEAD');
  expect(expectOk(await scm.refresh(repository)).baseRef).toBe(head);

  const clone = join(folder, 'clone');
  await git(folder, 'clone', '--quiet', await serveRepository(scm, repository, branch), clone);
  expect(await git(clone, 'rev-parse', 'HEAD')).toBe(head);

  // Back on a branch, the mirror follows.
  await git(source, 'checkout', '--quiet', 'main');
  const main = await git(source, 'rev-parse', 'main');
  expect(expectOk(await scm.refresh(repository)).baseRef).toBe(main);
});

test('rewritten and deleted branches follow; branches of sessions stay', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  await git(source, 'branch', 'gone');
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expectOk(await scm.refresh(repository));
  const address = await serveRepository(scm, repository, branch);
  await git(source, 'push', '--quiet', address, `main:${branch}`);

  await git(source, 'branch', '--delete', '--force', 'gone');
  await git(source, 'branch', 'harvest/by-hand');
  await git(source, 'commit', '--quiet', '--amend', '--message', 'rewritten');
  const head = await git(source, 'rev-parse', 'HEAD');
  expect(expectOk(await scm.refresh(repository)).baseRef).toBe(head);

  const refs = await git(source, 'ls-remote', '--heads', address);
  const names = refs.split('\n').map((line) => line.split('\t')[1]);
  expect(names).toEqual([`refs/heads/${branch}`, 'refs/heads/main']);
});

test('a shallow clone can be mirrored', async () => {
  const folder = await scratchFolder();
  const full = await newRepository(folder, 'full');
  const head = await commit(full, { 'b.txt': '' });
  const source = join(folder, 'shallow');
  await git(folder, 'clone', '--quiet', '--depth=1', `file://${full}`, source);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expect(expectOk(await scm.refresh(repository)).baseRef).toBe(head);
});

test('many refreshes at once all succeed', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  const head = await git(source, 'rev-parse', 'HEAD');
  const results = await Promise.all(Array.from({ length: 4 }, () => scm.refresh(repository)));
  expect(results).toEqual(results.map(() => ({ ok: true, baseRef: head })));
});

test('nothing in the repository changes', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  await write(source, { 'README.md': 'changed but not committed\n' });
  const before = await filesBelow(source);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expectOk(await scm.refresh(repository));
  expect(await filesBelow(source)).toEqual(before);
});

test('programs that the repository configures do not run', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  const trace = join(folder, 'trace');
  const evil = `sh -c 'echo "$0" >> "${trace}"'`;
  for (const key of ['core.fsmonitor', 'uploadpack.packObjectsHook', 'core.alternateRefsCommand']) {
    await git(source, 'config', key, evil);
  }
  await git(source, 'config', 'core.sshCommand', evil);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expectOk(await scm.refresh(repository));
  expect(await readdir(folder)).not.toContain('trace');
});

test('a repository that went away is named as the cause', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  const elsewhere = { ...repository, source: join(folder, 'moved') };
  expect(await scm.refresh(elsewhere)).toMatchObject({ ok: false, code: 'repository_invalid' });
});

async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path, await readFile(path, 'base64')] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

test('another repository at the same place is not taken for the registered one', async () => {
  const folder = await scratchFolder();
  const current = join(folder, 'current');
  await symlink(await newRepository(folder, 'first'), current);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(current));
  expectOk(await scm.refresh(repository));

  await rm(current);
  await symlink(await newRepository(folder, 'second'), current);
  const refused = await scm.refresh(repository);
  expect(refused).toMatchObject({ ok: false, code: 'repository_invalid' });
  expect(refused).toHaveProperty('detail', expect.stringContaining('another repository'));
});

test('a branch that is named like the folder of the sessions’ branches stops no session', async () => {
  const { source, scm, repository } = await finishedWork();
  await git(source, 'branch', 'harvest');
  expectOk(await scm.refresh(repository));
});
