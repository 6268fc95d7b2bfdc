import { expect, test } from 'vitest';
import { finishedWork, branch } from './finished-work.ts';
import { commit, expectOk, git, newRepository, newScm, scratchFolder } from './scratch.ts';

const workspace = { branch, restored: false };

test('a branch is still compared with its start when the person has merged it', async () => {
  const { source, scm, repository } = await finishedWork();
  const before = expectOk(await scm.diff(repository, branch));
  expect(before.diff).toContain('+++ b/done.txt');
  expectOk(await scm.deliver(repository, branch));
  await git(source, 'merge', '--quiet', branch);
  expectOk(await scm.refresh(repository));
  expect(await scm.diff(repository, branch)).toEqual(before);
  const tree = { repository, branch, ref: 'base' } as const;
  expect(await scm.file(tree, 'done.txt')).toMatchObject({ code: 'file_unknown' });
});

test('a branch is still compared with its start when HEAD is on another', async () => {
  const { source, scm, repository } = await finishedWork();
  const before = expectOk(await scm.diff(repository, branch));
  await git(source, 'checkout', '--quiet', '--orphan', 'pages');
  await commit(source, { 'index.html': '' });
  expectOk(await scm.refresh(repository));
  expect(await scm.diff(repository, branch)).toEqual(before);
});

test('later workspaces start where the first did, once there is work', async () => {
  const { source, scm, repository } = await finishedWork();
  const first = await git(source, 'rev-parse', 'HEAD');
  const second = await commit(source, { 'theirs.txt': '' });
  const started = { ok: true, baseRef: first };
  expect(await scm.refresh(repository, workspace)).toEqual(started);
  expect(await scm.refresh(repository, { branch, restored: true })).toEqual(started);
  const other = { branch: 'harvest/other', restored: false };
  expect(await scm.refresh(repository, other)).toEqual({ ok: true, baseRef: second });
});

test('while nothing has come of a session it starts from what is newest', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expectOk(await scm.refresh(repository, workspace));
  const mended = await commit(source, { '.harvest/setup.sh': 'true\n' });
  const started = { ok: true, baseRef: mended };
  expect(await scm.refresh(repository, workspace)).toEqual(started);
  await commit(source, { 'later.txt': '' });
  expect(await scm.refresh(repository, { branch, restored: true })).toEqual(started);
});
