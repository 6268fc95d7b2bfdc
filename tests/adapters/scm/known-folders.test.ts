import { mkdir, mkdtemp, realpath, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KnownFolders } from '../../../adapters/scm/known-folders.ts';
import type { Place } from '../../../adapters/scm/places.ts';

let scratch: string;

beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), 'harvest-known-folders-')));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

async function repository(name: string): Promise<{ folder: string; place: Place }> {
  const folder = join(scratch, name);
  const address = join(folder, '.git');
  await mkdir(address, { recursive: true });
  await writeFile(join(address, 'HEAD'), 'ref: refs/heads/main\n');
  return { folder, place: { canonical: address, address, branch: 'main' } };
}

test('a folder is known until HEAD names something else', async () => {
  const { folder, place } = await repository('one');
  const known = new KnownFolders();
  expect(await known.get(folder)).toBeUndefined();
  await known.note(folder, place);
  expect(await known.get(folder)).toEqual(place);
  await writeFile(join(place.address, 'HEAD'), 'ref: refs/heads/other\n');
  expect(await known.get(folder)).toBeUndefined();
});

test('a link that leads elsewhere now is not taken for what it was', async () => {
  const [one, two] = [await repository('one'), await repository('two')];
  const link = join(scratch, 'link');
  const known = new KnownFolders();
  await symlink(one.folder, link);
  await known.note(link, one.place);
  expect(await known.get(link)).toEqual(one.place);
  await unlink(link);
  await symlink(two.folder, link);
  expect(await known.get(link)).toBeUndefined();
});

test('a folder within a repository, or one that is gone, is looked at each time', async () => {
  const { folder, place } = await repository('one');
  const inner = join(folder, 'inner');
  await mkdir(inner);
  const known = new KnownFolders();
  await known.note(inner, place);
  expect(await known.get(inner)).toBeUndefined();
  await known.note(folder, place);
  await rm(folder, { recursive: true });
  expect(await known.get(folder)).toBeUndefined();
});
