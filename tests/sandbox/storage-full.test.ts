import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isDiskFull } from '../../sandbox/supervisor/storage-full.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'harvest-room-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a disk is full when nothing can be written, and nothing is left of the trial', async () => {
  const probe = join(folder, 'room');
  expect(await isDiskFull(probe)).toBe(false);
  // Takes no byte, as a full disk does not.
  await symlink('/dev/full', probe);
  expect(await isDiskFull(probe)).toBe(true);
  expect(await isDiskFull(probe)).toBe(false);
  expect(await readdir(folder)).toEqual([]);
});

test('another trouble is not said to be a full disk', async () => {
  expect(await isDiskFull(join(folder, 'nowhere/room'))).toBe(false);
});
