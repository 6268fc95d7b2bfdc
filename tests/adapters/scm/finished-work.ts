import { join } from 'node:path';
import { commit, expectOk, git, newRepository, newScm, scratchFolder } from './scratch.ts';
import { serveRepository } from './serving.ts';

export const branch = 'harvest/task';

/** A person's repository, and a sandbox's clone that has pushed one commit. */
export async function finishedWork() {
  const folder = await scratchFolder();
  const source = await newRepository(folder);
  const scm = newScm(folder);
  const { repository } = expectOk(await scm.resolve(source));
  expectOk(await scm.refresh(repository, { branch, restored: false }));
  const address = await serveRepository(scm, repository, branch);
  const clone = join(folder, 'clone');
  await git(folder, 'clone', '--quiet', address, clone);
  await git(clone, 'checkout', '--quiet', '-b', branch);
  const pushed = await commit(clone, { 'done.txt': 'done\n' });
  await git(clone, 'push', '--quiet', 'origin', branch);
  return { folder, source, scm, repository, clone, pushed };
}
