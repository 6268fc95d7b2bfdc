import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import {
  descendants,
  identifyProcess,
  processesWithVariable,
} from '../../adapters/sandbox/process-identity.ts';

const run = promisify(execFile);
const module = join(import.meta.dirname, '../../adapters/sandbox/process-identity.ts');

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.kill('SIGKILL')) await once(child, 'exit');
  }
});

async function sleepers(count: number, mark: string): Promise<number[]> {
  const env = { ...process.env, MARK: mark };
  const started = Array.from({ length: count }, () =>
    spawn('sleep', ['600'], { env, stdio: 'ignore' }),
  );
  children.push(...started);
  await Promise.all(started.map((child) => once(child, 'spawn')));
  return started.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
}

const pidsOf = (found: Array<{ pid: number }>) => found.map(({ pid }) => pid).sort();

it('finds the descendants of several processes in one look', async () => {
  const [a = 0, b = 0] = await sleepers(2, 'x');
  const found = pidsOf(await descendants(process.pid, a));
  expect(found).toContain(a);
  expect(found).toContain(b);
});

it('knows processes by a variable, and only by its whole value', async () => {
  const mark = `mark-${process.pid}`;
  const marked = await sleepers(2, mark);
  await sleepers(1, `${mark}-other`);
  expect(pidsOf(await processesWithVariable(new Set([`MARK=${mark}`])))).toEqual(marked.sort());
  expect(await identifyProcess(marked[0] ?? 0)).toMatchObject({ pid: marked[0] });
});

it('needs few file descriptors for many processes', async () => {
  const expected = await sleepers(60, 'many');
  const script = `import(${JSON.stringify(module)}).then(async ({ descendants }) => {
    console.log(JSON.stringify(await descendants(${process.pid})));
  })`;
  const limited = 'ulimit -n 50 && exec "$0" -e "$1"';
  const { stdout } = await run('sh', ['-c', limited, process.execPath, script]);
  const found = new Set(pidsOf(JSON.parse(stdout) as Array<{ pid: number }>));
  expect(expected.filter((pid) => !found.has(pid))).toEqual([]);
});
