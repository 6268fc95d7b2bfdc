import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commit, expectOk, git, newRepository, newScm, scratchFolder } from './scratch.ts';
import { listen, serveRepository } from './serving.ts';

const branch = 'harvest/task';

/** A remote (served by another installation), and a repository that follows it. */
async function followedRemote() {
  const folder = await scratchFolder();
  const origin = await newRepository(folder, 'origin');
  const hosting = newScm(join(folder, 'hosting'));
  const hosted = expectOk(await hosting.resolve(origin)).repository;
  expectOk(await hosting.refresh(hosted));
  const url = await serveRepository(hosting, hosted, branch);

  const scm = newScm(join(folder, 'following'));
  const { repository } = expectOk(await scm.resolve(url));
  return { folder, origin, hosting, hosted, url, scm, repository };
}

test('a remote is mirrored and receives the branch', async () => {
  const { folder, origin, hosting, hosted, url, scm, repository } = await followedRemote();
  expect(repository).toMatchObject({ source: url, kind: 'remote', defaultBranch: 'main' });
  const { baseRef } = expectOk(await scm.refresh(repository));
  expect(baseRef).toBe(await git(origin, 'rev-parse', 'HEAD'));

  const clone = join(folder, 'clone');
  await git(folder, 'clone', '--quiet', await serveRepository(scm, repository, branch), clone);
  await git(clone, 'checkout', '--quiet', '-b', branch);
  const work = await commit(clone, { 'done.txt': '' });
  await git(clone, 'push', '--quiet', 'origin', branch);
  expect(await scm.deliver(repository, branch)).toEqual({ ok: true });
  expect(await scm.deliver(repository, branch)).toEqual({ ok: true });
  expect(await git(folder, 'ls-remote', url, branch)).toContain(work);

  await git(clone, 'commit', '--quiet', '--amend', '--message', 'better');
  await git(clone, 'push', '--quiet', '--force', 'origin', branch);
  expect(await scm.deliver(repository, branch)).toEqual({ ok: true });

  // Someone else moves the branch on the remote.
  await git(origin, 'push', '--quiet', '--force', url, `main:${branch}`);
  await commit(clone, { 'more.txt': '' });
  await git(clone, 'push', '--quiet', 'origin', branch);
  expect(await scm.deliver(repository, branch)).toMatchObject({ ok: false, code: 'push_failed' });
  const { diff } = expectOk(await hosting.diff(hosted, branch));
  expect(diff).toBe('');
});

test('a remote that is not there, or is empty, is refused', async () => {
  const { folder, url, scm } = await followedRemote();
  expect(await scm.resolve(`${url}-not`)).toMatchObject({ ok: false, code: 'repository_invalid' });

  const empty = join(folder, 'empty.git');
  await git(folder, 'init', '--quiet', '--bare', empty);
  const address = await serveBare(folder, empty);
  expect(await scm.resolve(address)).toMatchObject({ ok: false, code: 'repository_empty' });
});

test('a remote that cannot be reached is not taken for something else', async () => {
  const { folder, origin, scm, repository } = await followedRemote();
  const nobody = { ...repository, source: 'http://127.0.0.1:1/nobody' };
  expect(await scm.resolve(nobody.source)).toMatchObject({ ok: false, code: 'clone_failed' });
  expect(await scm.refresh(nobody)).toMatchObject({ ok: false, code: 'clone_failed' });

  expectOk(await scm.refresh(repository));
  expect(await scm.refresh(nobody)).toMatchObject({ ok: false, code: 'sync_failed' });
  const address = await serveRepository(scm, repository, branch);
  await git(origin, 'push', '--quiet', address, `main:${branch}`);
  expect(await scm.deliver(nobody, branch)).toMatchObject({ ok: false, code: 'push_failed' });

  const page = await listen((_request, response) => response.end('<h1>Not git</h1>\n'));
  expect(await scm.resolve(page)).toMatchObject({ ok: false, code: 'repository_invalid' });
  const closed = await listen((_request, response) => response.writeHead(503).end());
  expect(await newScm(folder).resolve(closed)).toMatchObject({ ok: false, code: 'clone_failed' });
});

/** Serves a bare repository by putting it where an installation keeps its mirrors. */
async function serveBare(folder: string, bare: string): Promise<string> {
  const mirrors = join(folder, 'bare hosting', 'harvest home', 'mirrors');
  await git(folder, 'clone', '--quiet', '--bare', bare, join(mirrors, 'empty.git'));
  const repository = {
    repositoryId: 'empty',
    source: bare,
    kind: 'local',
    defaultBranch: 'main',
  } as const;
  return serveRepository(newScm(join(folder, 'bare hosting')), repository, branch);
}
