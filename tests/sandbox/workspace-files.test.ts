import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileBytesLimit, folderEntriesLimit } from '../../contracts/files.ts';
import { readFile, readFolder } from '../../sandbox/supervisor/workspace-files.ts';

let top: string;
let root: string;

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), 'harvest-files-'));
  root = join(top, 'repo');
  for (const folder of ['.git', 'src', 'state', 'many'])
    await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(top, 'secret'), 'secret');
  await writeFile(join(root, '.git/config'), 'config');
  await writeFile(join(root, 'src/a.ts'), 'export {};\n');
  await writeFile(join(root, 'large'), 'x');
  await truncate(join(root, 'large'), fileBytesLimit + 1);
  await symlink('src', join(root, 'inside'));
  await symlink('..', join(root, 'up'));
  await symlink('../secret', join(root, 'out'));
  await symlink('.git', join(root, 'hidden'));
  execFileSync('mkfifo', [join(root, 'state/pipe')]);
  const names = Array.from({ length: folderEntriesLimit + 1 }, (_, index) => `f${index}`);
  await Promise.all(names.map((name) => writeFile(join(root, 'many', name), '')));
});

afterAll(() => rm(top, { recursive: true, force: true }));

it('lists files, folders and links by name, and neither git nor pipes', async () => {
  const listing = await readFolder(root, '');
  expect(listing?.entries).toEqual([
    { name: 'hidden', path: 'hidden', kind: 'link' },
    { name: 'inside', path: 'inside', kind: 'link' },
    { name: 'large', path: 'large', kind: 'file', size: fileBytesLimit + 1 },
    { name: 'many', path: 'many', kind: 'folder' },
    { name: 'out', path: 'out', kind: 'link' },
    { name: 'src', path: 'src', kind: 'folder' },
    { name: 'state', path: 'state', kind: 'folder' },
    { name: 'up', path: 'up', kind: 'link' },
  ]);
  expect(await readFolder(root, 'state')).toEqual({ entries: [], truncated: false });
});

it('cuts a folder of very many files', async () => {
  const listing = await readFolder(root, 'many');
  expect(listing?.truncated).toBe(true);
  expect(listing?.entries).toHaveLength(folderEntriesLimit);
});

it('follows a link that stays inside', async () => {
  const file = await readFile(root, 'inside/a.ts');
  expect(Buffer.from(file?.base64 ?? '', 'base64').toString()).toBe('export {};\n');
  expect((await readFolder(root, 'inside'))?.entries).toEqual([
    { name: 'a.ts', path: 'inside/a.ts', kind: 'file', size: 11 },
  ]);
});

it('reads the beginning of a large file', async () => {
  const file = await readFile(root, 'large');
  expect(file?.size).toBe(fileBytesLimit + 1);
  expect(Buffer.from(file?.base64 ?? '', 'base64')).toHaveLength(fileBytesLimit);
});

it.each(['out', 'up/secret', 'hidden/config', 'state/pipe', 'src', 'nothing', 'src/a.ts/b'])(
  'reads no file %s',
  async (path) => {
    expect(await readFile(root, path)).toBeUndefined();
  },
);

it.each(['up', 'hidden', 'src/a.ts', 'nothing'])('lists no folder %s', async (path) => {
  expect(await readFolder(root, path)).toBeUndefined();
});
