import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Runs `program` through the scripts' runner, from another folder, as npm would. */
async function run(program: string, args: string[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'harvest-scripts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'program.mjs'), program);
  const runner = `
    import { exitWith, runNode } from ${JSON.stringify(join(root, 'scripts/run-node.mjs'))};
    await exitWith(() => runNode(${JSON.stringify([relative(root, join(folder, 'program.mjs')), ...args])}));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', runner], {
    cwd: folder,
    env: { ...process.env, INIT_CWD: '/where/the person/stood' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { child, output: text(child.stdout), exit: once(child, 'exit') };
}

test('the program gets its arguments, Node 24, and where the person stood', async () => {
  const { output, exit } = await run(
    `console.log(JSON.stringify([
      process.argv.slice(2), process.versions.node.split('.')[0], process.env.HARVEST_CWD, process.cwd(),
    ])); process.exitCode = 3;`,
    ['a b', '--json'],
  );
  expect(await exit).toEqual([3, null]);
  expect(JSON.parse(await output)).toEqual([
    ['a b', '--json'],
    '24',
    '/where/the person/stood',
    root,
  ]);
});

test('signals reach the program, and its exit code comes back', async () => {
  const { child, output, exit } = await run(`
    process.on('SIGTERM', () => process.exit(7));
    setInterval(() => {}, 1_000);
    process.kill(process.ppid, 'SIGTERM');
  `);
  expect(await exit).toEqual([7, null]);
  expect(child.killed).toBe(false);
  expect(await output).toBe('');
});

test('an end by a signal is told as a shell tells it', async () => {
  const { exit } = await run(`process.kill(process.pid, 'SIGKILL');`);
  expect(await exit).toEqual([137, null]);
});
