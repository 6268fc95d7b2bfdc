import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commit, expectOk, git, newRepository, newScm, scratchFolder } from './scratch.ts';
import { serveRepository } from './serving.ts';

const someoneElse = 65_534;

test.runIf(process.getuid?.() === 0)(
  'a repository of another user is served like any',
  async () => {
    const folder = await scratchFolder();
    const source = await newRepository(folder);
    const head = await git(source, 'rev-parse', 'HEAD');
    const clone = join(folder, 'clone');
    await git(folder, 'clone', '--quiet', source, clone);
    for (const name of ['.', ...(await readdir(source, { recursive: true }))]) {
      await chown(join(source, name), someoneElse, someoneElse);
    }

    const scm = newScm(folder);
    const { repository } = expectOk(await scm.resolve(source));
    expect(expectOk(await scm.refresh(repository)).baseRef).toBe(head);
    const address = await serveRepository(scm, repository, 'harvest/task');
    await commit(clone, { 'done.txt': '' });
    await git(clone, 'push', '--quiet', address, 'HEAD:harvest/task');
    expect(await scm.deliver(repository, 'harvest/task')).toEqual({ ok: true });
  },
);
