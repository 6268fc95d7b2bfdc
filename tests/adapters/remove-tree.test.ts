import { execFile } from 'node:child_process';
import { access, chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exists, removeTree } from '../../adapters/sandbox/local-files.ts';

const run = promisify(execFile);

let directory: string;
let tree: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'harvest-tree-'));
  tree = join(directory, 'tree');
  await mkdir(tree);
});
afterEach(async () => {
  await run('rm', ['-rf', directory]);
});

it('removes directories whose path is longer than the system takes', async () => {
  const deepen = `
    const name = 'd'.repeat(200);
    for (let depth = 0; depth < 100; depth += 1) {
      fs.mkdirSync(name);
      process.chdir(name);
    }
    fs.writeFileSync('file', '');`;
  await run(process.execPath, ['-e', deepen], { cwd: tree });
  await expect(rm(tree, { recursive: true })).rejects.toThrow();
  await removeTree(tree);
  expect(await exists(tree)).toBe(false);
});

it('removes what nobody may read or change', async () => {
  await mkdir(join(tree, 'closed', 'inner'), { recursive: true });
  await writeFile(join(tree, 'closed', 'inner', 'file'), '');
  await chmod(join(tree, 'closed', 'inner'), 0);
  await chmod(join(tree, 'closed'), 0o500);
  await removeTree(tree);
  expect(await exists(tree)).toBe(false);
});

it('leaves alone what links lead to', async () => {
  const outside = join(directory, 'outside');
  await writeFile(outside, '');
  await symlink(directory, join(tree, 'link'));
  await removeTree(tree);
  await expect(access(outside)).resolves.toBeUndefined();
});

it('takes a tree that is not there for removed', async () => {
  await expect(removeTree(join(directory, 'nothing'))).resolves.toBeUndefined();
});
