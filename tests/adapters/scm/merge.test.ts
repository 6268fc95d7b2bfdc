import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { branch, finishedWork } from './finished-work.ts';
import { commit, expectOk, git, write } from './scratch.ts';

// Each step starts git, some many times.
vi.setConfig({ testTimeout: 60_000 });

const by = { id: 'grace', name: 'Grace', email: 'grace@example.org' };

/** Work that has been delivered, and how to merge it into `main`. */
async function delivered() {
  const work = await finishedWork();
  const { scm, repository, source } = work;
  expectOk(await scm.deliver(repository, branch));
  const merge = () => scm.merge({ repository, branch, into: 'main', by });
  const main = () => git(source, 'rev-parse', 'main');
  return { ...work, merge, main };
}

test('a branch that is checked out and has not moved goes forward with its files', async () => {
  const { source, pushed, merge, main } = await delivered();
  await write(source, { 'README.md': 'in progress\n' });
  expect(await merge()).toEqual({ ok: true, state: 'merged', commit: pushed, into: 'main' });
  expect(await main()).toBe(pushed);
  expect(await readFile(join(source, 'done.txt'), 'utf8')).toBe('done\n');
  expect(await git(source, 'status', '--porcelain')).toBe(' M README.md');
  expect(await merge()).toEqual({ ok: true, state: 'up-to-date', commit: pushed, into: 'main' });
});

test('a branch that has moved gets a merge commit of whoever asked', async () => {
  const { source, pushed, merge, main } = await delivered();
  const mine = await commit(source, { 'mine.txt': '' });
  const result = expectOk(await merge());
  expect(result).toMatchObject({ state: 'merged', commit: await main() });
  expect(await git(source, 'log', '-1', '--format=%P|%an|%ae|%s', 'main')).toBe(
    `${mine} ${pushed}|Grace|grace@example.org|Merge branch 'harvest/task' into main`,
  );
  expect(await git(source, 'status', '--porcelain')).toBe('');
});

test('a branch that is not checked out is merged without touching the work tree', async () => {
  const { source, merge, main } = await delivered();
  await commit(source, { 'mine.txt': '' });
  await git(source, 'checkout', '--quiet', '-b', 'elsewhere');
  await write(source, { 'README.md': 'in progress\n' });
  const result = expectOk(await merge());
  expect(result).toMatchObject({ state: 'merged', commit: await main() });
  expect(await git(source, 'symbolic-ref', 'HEAD')).toBe('refs/heads/elsewhere');
  expect(await git(source, 'status', '--porcelain')).toBe(' M README.md');
  expect(await git(source, 'ls-tree', '--name-only', 'main')).toContain('done.txt');
});

test('another work tree that has the branch is the one that moves', async () => {
  const { folder, source, merge } = await delivered();
  await git(source, 'checkout', '--quiet', '-b', 'elsewhere');
  const tree = join(folder, 'a tree');
  await git(source, 'worktree', 'add', '--quiet', tree, 'main');
  expect(expectOk(await merge()).state).toBe('merged');
  expect(await readFile(join(tree, 'done.txt'), 'utf8')).toBe('done\n');
  expect(await git(tree, 'status', '--porcelain')).toBe('');
});

test('a conflict names its files and leaves everything as it was', async () => {
  const { source, merge, main } = await delivered();
  const mine = await commit(source, { 'done.txt': 'mine\n' });
  expect(await merge()).toEqual({ ok: true, state: 'conflict', files: ['done.txt'], into: 'main' });
  expect(await main()).toBe(mine);
  expect(await git(source, 'status', '--porcelain')).toBe('');
  expect(await git(source, 'for-each-ref', '--format=%(refname)')).not.toContain('merging');
});

test('changes in the same files block the merge and are kept', async () => {
  const { source, merge, main } = await delivered();
  const before = await main();
  await write(source, { 'done.txt': 'mine, not committed\n' });
  expect(await merge()).toMatchObject({ ok: false, code: 'merge_blocked' });
  expect(await main()).toBe(before);
  expect(await readFile(join(source, 'done.txt'), 'utf8')).toBe('mine, not committed\n');
});

test('a branch in the middle of a rebase is not moved', async () => {
  const { source, merge } = await delivered();
  await commit(source, { 'one.txt': '1' });
  await git(source, 'rebase', '--quiet', '--exec', 'false', 'HEAD~1').catch(() => undefined);
  const before = await git(source, 'rev-parse', 'main');
  expect(await merge()).toMatchObject({ ok: false, code: 'merge_blocked' });
  expect(await git(source, 'rev-parse', 'main')).toBe(before);
});

test('commits that the person made on the branch are merged, too', async () => {
  const { source, merge } = await delivered();
  await git(source, 'checkout', '--quiet', branch);
  const mine = await commit(source, { 'more.txt': '' });
  await git(source, 'checkout', '--quiet', 'main');
  expect(await merge()).toMatchObject({ state: 'merged', commit: mine });
});

test('programs that the repository configures do not run', async () => {
  const { folder, source, merge } = await delivered();
  await commit(source, { 'done.txt': 'mine\n' });
  const trap = join(folder, 'trap');
  await writeFile(trap, `#!/bin/sh\ntouch "${folder}/sprung"\n`);
  await chmod(trap, 0o755);
  await git(source, 'config', 'merge.trap.driver', trap);
  await git(source, 'config', 'core.fsmonitor', trap);
  await appendFile(join(source, '.git/info/attributes'), '* merge=trap\n');
  for (const hook of ['post-merge', 'reference-transaction', 'post-checkout'])
    await writeFile(join(source, '.git/hooks', hook), await readFile(trap), { mode: 0o755 });
  expect(await merge()).toMatchObject({ state: 'conflict' });
  await git(
    source,
    '-c',
    'core.hooksPath=/dev/null',
    '-c',
    'core.fsmonitor=',
    'reset',
    '-q',
    '--hard',
    'HEAD~1',
  );
  expect(await merge()).toMatchObject({ state: 'merged' });
  await expect(readFile(join(folder, 'sprung'))).rejects.toThrow('ENOENT');
});

test('what is not there cannot be merged', async () => {
  const { scm, repository, source } = await finishedWork();
  const merge = (into: string) => scm.merge({ repository, branch, into, by });
  expect(await merge('main')).toMatchObject({ code: 'branch_unknown' });
  expectOk(await scm.deliver(repository, branch));
  expect(await merge('gone')).toMatchObject({ code: 'merge_blocked' });
  const remote = { ...repository, kind: 'remote' as const, source: 'https://localhost:1/a' };
  expect((await scm.merge({ repository: remote, branch, into: 'main', by })).ok).toBe(false);
  expect(await git(source, 'branch', '--list', 'main')).toContain('main');
});

test('discarding deletes the branch, once and again', async () => {
  const { source, scm, repository } = await delivered();
  expect(await scm.discard(repository, branch)).toEqual({ ok: true });
  expect(await git(source, 'branch', '--list', branch)).toBe('');
  expect(await scm.discard(repository, branch)).toEqual({ ok: true });
  expect(expectOk(await scm.diff(repository, branch)).diff).toBe('');
});

test('a branch with commits of the person, or checked out, is not discarded', async () => {
  const { source, scm, repository } = await delivered();
  await git(source, 'checkout', '--quiet', branch);
  expect(await scm.discard(repository, branch)).toMatchObject({ code: 'branch_checked_out' });
  const mine = await commit(source, { 'mine.txt': '' });
  expect(await scm.discard(repository, branch)).toMatchObject({ code: 'branch_changed' });
  expect(await git(source, 'rev-parse', branch)).toBe(mine);
});
