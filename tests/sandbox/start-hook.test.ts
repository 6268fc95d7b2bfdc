import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identifyProcess } from '../../adapters/sandbox/process-identity.ts';
import { sandboxPaths } from '../../sandbox/supervisor/paths.ts';
import { StartHook } from '../../sandbox/supervisor/start-hook.ts';

let root: string;
let lines: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'harvest-start-hook-'));
  await mkdir(join(root, 'repo/.harvest'), { recursive: true });
  await mkdir(join(root, 'tmp'));
  lines = [];
});
afterEach(() => rm(root, { recursive: true }));

async function hookOf(script: string, comingUpMs?: number): Promise<StartHook> {
  await writeFile(join(root, 'repo/.harvest/start.sh'), script);
  const environment = { GREETING: 'hello' };
  const limit = comingUpMs === undefined ? {} : { comingUpMs };
  return new StartHook({ paths: sandboxPaths(root), environment, ...limit });
}

const log = (line: string) => void lines.push(line);
/** Whether they run, which what is left of a dead one does not. */
const alive = async (...pids: Array<string | undefined>): Promise<boolean[]> => {
  const found = await Promise.all(pids.map((pid) => identifyProcess(Number(pid))));
  return found.map((identity) => identity !== undefined);
};

test('what the hook starts lives on after it, wherever it goes, until all comes to rest', async () => {
  // The second is in a session of its own, as daemons are.
  const hook = await hookOf('echo "$GREETING"; sleep 600 & echo $!; setsid sleep 600 & echo $!');
  await hook.run(log);
  const [greeting, ...pids] = lines;
  expect(greeting).toBe('hello');
  expect(await alive(...pids)).toEqual([true, true]);
  await hook.stop();
  expect(await alive(...pids)).toEqual([false, false]);
});

test('a hook that stays in the foreground is not waited for', async () => {
  const hook = await hookOf('echo $$; exec sleep 600', 300);
  await hook.run(log);
  expect(lines).toEqual([expect.stringMatching(/^\d+$/), 'It goes on in the background.']);
  expect(await alive(lines[0])).toEqual([true]);
  await hook.stop();
  expect(await alive(lines[0])).toEqual([false]);
});

test('a hook that fails says so with its output', async () => {
  const hook = await hookOf('echo no such port >&2; exit 3');
  const failure = { code: 'start_failed', message: '.harvest/start.sh: exit code 3.' };
  await expect(hook.run(log)).rejects.toMatchObject({ failure });
  expect(lines).toEqual(['no such port']);
});

test('a hook that is stopped while it comes up has not failed, and runs no more', async () => {
  const hook = await hookOf('echo up; exec sleep 600');
  const up = Promise.withResolvers<void>();
  const ran = hook.run(() => up.resolve());
  await up.promise;
  await hook.stop();
  await ran;
  await hook.run(log);
  expect(lines).toEqual([]);
});
