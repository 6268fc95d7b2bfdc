import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSample } from '../../adapters/sample/create-sample.ts';

// Git and test runners really run here, and a busy machine may take its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);
let root: string;
let directory: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'harvest-sample-'));
  directory = join(root, 'sample');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const git = async (...args: string[]) => (await run('git', args, { cwd: directory })).stdout.trim();

it('is one commit on main with a clean work tree', async () => {
  await createSample(directory);
  expect(await git('log', '--format=%an: %s')).toBe('Harvest Sample: Read and write durations');
  expect(await git('branch', '--show-current')).toBe('main');
  expect(await git('status', '--porcelain')).toBe('');
});

it('has exactly one failing test', async () => {
  await createSample(directory);
  // The runner under this test must not take the sample's runner for its own child.
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const failure: unknown = await run(process.execPath, ['--test'], { cwd: directory, env }).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ stdout: expect.stringMatching(/pass 7\n.*fail 1\n/s) as string });
});

it('leaves one that is there as it is, and nothing beside it', async () => {
  await Promise.all([createSample(directory), createSample(directory)]);
  await writeFile(join(directory, 'mine.txt'), 'mine');
  await createSample(directory);
  expect(await git('status', '--porcelain')).toBe('?? mine.txt');
  expect(await readdir(root)).toEqual(['sample']);
});

it('refuses a place that holds something else', async () => {
  await createSample(directory);
  await rm(join(directory, '.git'), { recursive: true });
  await expect(createSample(directory)).rejects.toThrow();
  expect(await readdir(root)).toEqual(['sample']);
});
