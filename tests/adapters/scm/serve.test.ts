import { randomBytes } from 'node:crypto';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commit, expectOk, git, newRepository, newScm, scratchFolder } from './scratch.ts';
import { serveRepository } from './serving.ts';

const branch = 'harvest/task';

async function clonedSandbox() {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  const { baseRef } = expectOk(await scm.refresh(repository));
  const address = await serveRepository(scm, repository, branch);
  const clone = join(folder, 'clone');
  await git(folder, 'clone', '--quiet', address, clone);
  await git(clone, 'checkout', '--quiet', '-b', branch, baseRef);
  return { folder, source, scm, repository, address, clone };
}

test('the branch is pushed, amended and diffed', async () => {
  const { scm, repository, clone } = await clonedSandbox();
  expect(await scm.diff(repository, branch)).toEqual({ ok: true, diff: '' });
  await commit(clone, { [`it's "odd"\nname.txt`]: 'new\n' });
  await git(clone, 'push', '--quiet', 'origin', branch);
  await commit(clone, { 'README.md': 'two\n' });
  await git(clone, 'reset', '--quiet', '--soft', 'HEAD~2');
  await git(clone, 'commit', '--quiet', '--message', 'both');
  await git(clone, 'push', '--quiet', '--force', 'origin', branch);

  const { diff } = expectOk(await scm.diff(repository, branch));
  expect(diff).toContain(String.raw`+++ "b/it's \"odd\"\nname.txt"`);
  expect(diff).toContain('-one\n+two\n');
});

test.each(['main', 'refs/tags/v1', 'refs/notes/x'])(
  'pushing %s is refused with a reason',
  async (target) => {
    const { scm, repository, clone, address } = await clonedSandbox();
    await commit(clone, { 'a.txt': '' });
    const refspec = `HEAD:${target.startsWith('refs/') ? target : `refs/heads/${target}`}`;
    const before = await git(clone, 'ls-remote', address);
    // One foreign name spoils the whole push.
    const push = git(clone, 'push', '--quiet', 'origin', branch, refspec);
    await expect(push).rejects.toThrow(`Only the branch ${branch} may be pushed`);
    expect(await git(clone, 'ls-remote', address)).toBe(before);
    expect(await scm.diff(repository, branch)).toEqual({ ok: true, diff: '' });
  },
);

test('the work of other sessions is neither shown nor changed', async () => {
  const { folder, scm, repository, clone, address } = await clonedSandbox();
  const other = 'harvest/task-2';
  const theirAddress = await serveRepository(scm, repository, other);
  const theirs = await commit(clone, { 'theirs.txt': '' });
  await git(clone, 'push', '--quiet', theirAddress, `HEAD:${other}`);
  await git(clone, 'reset', '--quiet', '--hard', 'HEAD~1');
  await commit(clone, { 'ours.txt': '' });
  await git(clone, 'push', '--quiet', 'origin', branch);

  for (const protocol of ['0', '2']) {
    const refs = await git(clone, '-c', `protocol.version=${protocol}`, 'ls-remote', address);
    expect(refs).toContain(`refs/heads/${branch}`);
    expect(refs).not.toContain(other);
    expect(refs).not.toContain(theirs);
  }
  await git(folder, 'clone', '--quiet', '--mirror', address, 'second');
  await expect(git(join(folder, 'second'), 'cat-file', '-e', theirs)).rejects.toThrow();

  await commit(clone, { 'ours.txt': 'more' });
  const push = git(clone, 'push', '--quiet', '--force', 'origin', `HEAD:${other}`);
  await expect(push).rejects.toThrow('hidden ref');
  expect(await git(clone, 'ls-remote', theirAddress, other)).toContain(theirs);
});

test('the branch cannot be deleted', async () => {
  const { clone, address } = await clonedSandbox();
  await git(clone, 'push', '--quiet', 'origin', branch);
  await expect(git(clone, 'push', '--quiet', 'origin', '--delete', branch)).rejects.toThrow();
  expect(await git(clone, 'ls-remote', address, branch)).toContain(branch);
});

test('a big push and fetch stream through', async () => {
  const { folder, clone, address } = await clonedSandbox();
  const big = randomBytes(6 * 1024 * 1024).toString('base64');
  const pushed = await commit(clone, { 'big.txt': big });
  await git(clone, 'push', '--quiet', 'origin', branch);
  const second = join(folder, 'second');
  await git(folder, 'clone', '--quiet', '--branch', branch, address, second);
  expect(await git(second, 'rev-parse', 'HEAD')).toBe(pushed);
});

test('a symbolic link out of the tree is carried as a link', async () => {
  const { scm, repository, clone } = await clonedSandbox();
  await symlink('/etc/passwd', join(clone, 'link'));
  await commit(clone, {});
  await git(clone, 'push', '--quiet', 'origin', branch);
  const { diff } = expectOk(await scm.diff(repository, branch));
  expect(diff).toContain('new file mode 120000');
  expect(diff).toContain('+/etc/passwd');
  expect(diff).not.toContain('root:');
});

test('the commits that sandboxes may not see are not named', async () => {
  const { clone, address } = await clonedSandbox();
  expect(await git(clone, 'ls-remote', address)).not.toContain('refs/harvest');
});

test('files, other services and other folders are not there', async () => {
  const folder = await scratchFolder();
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(await newRepository(folder)));
  expectOk(await scm.refresh(repository));
  const requests = [
    ['GET', '/HEAD', ''],
    ['GET', '/config', ''],
    ['GET', '/objects/info/packs', ''],
    ['GET', '/info/refs', ''],
    ['GET', '/info/refs', '?service=git-upload-archive'],
    ['GET', '/../../gitconfig', ''],
    ['POST', '/git-upload-archive', ''],
    ['GET', '/git-upload-pack', ''],
  ] as const;
  for (const [method, path, query] of requests) {
    const answer = await scm.serve(repository, branch, {
      method,
      path,
      query,
      headers: {},
      body: null,
    });
    expect(answer, `${method} ${path}${query}`).toMatchObject({ status: 404 });
  }
});
