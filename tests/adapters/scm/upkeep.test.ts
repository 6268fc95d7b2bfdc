import { execFile } from 'node:child_process';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { finishedWork, branch } from './finished-work.ts';
import { commit, expectOk, git, newRepository, newScm, scratchFolder } from './scratch.ts';
import { serveRepository } from './serving.ts';

const run = promisify(execFile);

test('nothing stays of a branch that is forgotten, and other branches do', async () => {
  const { folder, source, scm, repository, pushed } = await finishedWork();
  expectOk(await scm.deliver(repository, branch));
  expectOk(await scm.refresh(repository, { branch: 'harvest/other', restored: false }));
  await scm.forget(repository, branch);
  await scm.forget(repository, branch);
  const mirror = join(folder, 'harvest home/mirrors', `${repository.repositoryId}.git`);
  const refs = await git(mirror, 'for-each-ref', '--format=%(refname)');
  expect(refs).not.toContain(branch);
  expect(refs).toContain('refs/heads/main');
  expect(refs).toContain('harvest/other');
  expect(await git(source, 'rev-parse', branch)).toBe(pushed);
});

test('a repository that was never needed has nothing to forget', async () => {
  const folder = await scratchFolder();
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(await newRepository(folder)));
  await expect(scm.forget(repository, branch)).resolves.toBeUndefined();
  await expect(scm.maintain()).resolves.toBeUndefined();
});

test('locks of a git that was killed are in nobody’s way, and those of one at work stay', async () => {
  const { folder, source, scm, repository, clone } = await finishedWork();
  const mirror = join(folder, 'harvest home/mirrors', `${repository.repositoryId}.git`);
  const locks = ['packed-refs', 'refs/heads/main', `refs/heads/${branch}`, 'HEAD'];
  const leaveLocks = async (ageMs: number) => {
    const made = new Date(Date.now() - ageMs);
    for (const name of locks) {
      await writeFile(join(mirror, `${name}.lock`), '');
      await utimes(join(mirror, `${name}.lock`), made, made);
    }
  };
  const address = await serveRepository(scm, repository, branch);
  const push = () => git(clone, 'push', '--quiet', '--force', address, `HEAD:${branch}`);
  const next = await commit(source, { 'next.txt': 'n' });

  await leaveLocks(10_000);
  expect(await scm.refresh(repository)).toMatchObject({ ok: false, code: 'sync_failed' });
  await commit(clone, { 'more.txt': 'm' });
  await expect(push()).rejects.toThrow('lock');

  await leaveLocks(10 * 60_000);
  await push();
  expect(await git(mirror, 'rev-parse', branch)).toBe(await git(clone, 'rev-parse', 'HEAD'));
  await leaveLocks(10 * 60_000);
  expectOk(await scm.refresh(repository));
  expect(await git(mirror, 'rev-parse', 'main')).toBe(next);
  await leaveLocks(10 * 60_000);
  await scm.forget(repository, branch);
  expect(await git(mirror, 'for-each-ref', '--format=%(refname)')).not.toContain(branch);
});

test('what has gathered in a mirror is packed', async () => {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  await commitMany(source, 1_000);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expectOk(await scm.refresh(repository));
  const mirror = join(folder, 'harvest home/mirrors', `${repository.repositoryId}.git`);
  await scatter(mirror);
  expect(await looseObjects(mirror)).toBeGreaterThan(1_000);
  await scm.maintain();
  expect(await looseObjects(mirror)).toBe(0);
  expect(await git(mirror, 'ls-tree', '-r', '--name-only', 'many')).toContain('999');
});

/** Makes a branch `many` with so many files, in one step. */
async function commitMany(repository: string, count: number): Promise<void> {
  const files = Array.from({ length: count }, (_, i) => `M 644 inline ${i}\ndata 9\n${i + 2e8}\n`);
  const head = 'commit refs/heads/many\ncommitter Ada <ada@example.org> 0 +0000\ndata 0\n';
  const importing = run('git', ['fast-import', '--quiet'], { cwd: repository });
  importing.child.stdin?.end(head + files.join(''));
  await importing;
}

/** Takes packs apart, as if their objects had arrived in many small pushes. */
async function scatter(mirror: string): Promise<void> {
  const folder = join(mirror, 'objects/pack');
  const script =
    'mv "$0"/*.pack "$1" && for pack in "$1"/*.pack; do git unpack-objects -q < "$pack"; done';
  await mkdir(join(mirror, 'apart'));
  await run('sh', ['-c', script, folder, join(mirror, 'apart')], { cwd: mirror });
}

async function looseObjects(mirror: string): Promise<number> {
  return Number.parseInt(await git(mirror, 'count-objects'), 10);
}
