import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { branch, finishedWork } from './finished-work.ts';
import { commit, expectOk, git, write } from './scratch.ts';

test('the branch arrives and nothing else changes', async () => {
  const { source, scm, repository, pushed } = await finishedWork();
  await write(source, { 'README.md': 'in progress\n', 'new.txt': '' });
  const state = () =>
    Promise.all([
      git(source, 'status', '--porcelain=v2', '--branch'),
      git(source, 'config', '--local', '--list'),
      git(source, 'stash', 'list'),
      git(source, 'rev-parse', '--verify', '--quiet', 'FETCH_HEAD').catch(() => 'no FETCH_HEAD'),
    ]);
  const before = await state();
  expect(await scm.deliver(repository, branch)).toEqual({ ok: true });
  expect(await git(source, 'rev-parse', branch)).toBe(pushed);
  expect(await state()).toEqual(before);
  expect(await scm.deliver(repository, branch)).toEqual({ ok: true });
});

test('a later delivery replaces an earlier one, even when history was rewritten', async () => {
  const { source, scm, repository, clone } = await finishedWork();
  expectOk(await scm.deliver(repository, branch));
  await git(clone, 'commit', '--quiet', '--amend', '--message', 'better');
  await git(clone, 'push', '--quiet', '--force', 'origin', branch);
  expectOk(await scm.deliver(repository, branch));
  expect(await git(source, 'log', '-1', '--format=%s', branch)).toBe('better');
});

test('commits that the person added to the branch are not overwritten', async () => {
  const { folder, source, scm, repository, clone } = await finishedWork();
  expectOk(await scm.deliver(repository, branch));
  const tree = join(folder, 'tree');
  await git(source, 'worktree', 'add', '--quiet', tree, branch);
  const theirs = await commit(tree, { 'mine.txt': '' });
  await git(source, 'worktree', 'remove', tree);
  await commit(clone, { 'more.txt': '' });
  await git(clone, 'push', '--quiet', 'origin', branch);

  expect(await scm.deliver(repository, branch)).toMatchObject({ ok: false, code: 'push_failed' });
  expect(await git(source, 'rev-parse', branch)).toBe(theirs);
});

test('a branch that is checked out is left alone, in any worktree', async () => {
  const { folder, source, scm, repository, clone } = await finishedWork();
  expectOk(await scm.deliver(repository, branch));
  await git(source, 'worktree', 'add', '--quiet', join(folder, 'tree'), branch);
  const before = await git(source, 'rev-parse', branch);
  await commit(clone, { 'more.txt': '' });
  await git(clone, 'push', '--quiet', 'origin', branch);
  const result = await scm.deliver(repository, branch);
  expect(result).toMatchObject({ ok: false, code: 'branch_checked_out' });
  expect(await git(source, 'rev-parse', branch)).toBe(before);
});

test('a branch that was never pushed cannot be delivered', async () => {
  const { scm, repository } = await finishedWork();
  expect(await scm.deliver(repository, 'harvest/nothing')).toMatchObject({
    ok: false,
    code: 'push_failed',
  });
});

test('hooks and address rules of the repository do not run', async () => {
  const { folder, source, scm, repository, pushed } = await finishedWork();
  const trace = join(folder, 'trace');
  const mirrors = join(folder, 'harvest home', 'mirrors');
  const hook = join(source, '.git/hooks/reference-transaction');
  await write(source, { '.git/hooks/reference-transaction': `#!/bin/sh\ntouch '${trace}'\n` });
  await chmod(hook, 0o755);
  await git(source, 'config', 'core.sshCommand', `touch '${trace}'; false`);
  await git(source, 'config', `url.ssh://x/.insteadOf`, `${mirrors}/`);

  const diverted = await scm.deliver(repository, branch);
  expect(diverted).toMatchObject({ ok: false, code: 'push_failed' });
  await git(source, 'config', '--unset', 'url.ssh://x/.insteadOf');
  const mirror = join(mirrors, `${repository.repositoryId}.git`);
  await git(source, 'config', `remote.${mirror}.uploadpack`, `touch '${trace}'; git-upload-pack`);
  expect(await scm.deliver(repository, branch)).toEqual({ ok: true });
  expect(await git(source, 'rev-parse', branch)).toBe(pushed);
  expect(await readdir(folder)).not.toContain('trace');
});
