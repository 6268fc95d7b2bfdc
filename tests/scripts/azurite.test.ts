import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import {
  identifyProcess,
  isRunning,
  killProcess,
} from '../../adapters/sandbox/process-identity.ts';

const azurite = resolve(import.meta.dirname, '../../scripts/infra/azurite.mjs');
const runNode = resolve(import.meta.dirname, '../../scripts/run-node.mjs');
/** In place of the one that makes a certificate: its last argument is where that goes. */
const openssl = 'for last; do :; done; : > "$last"';

/** Runs the emulator, with a shell's program in place of npx, which would fetch it. */
async function run(npx: string) {
  const folder = await mkdtemp(join(tmpdir(), 'harvest-scripts-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  for (const [name, lines] of Object.entries({ npx, openssl })) {
    await writeFile(join(folder, name), `#!/bin/sh\n${lines}\n`);
    await chmod(join(folder, name), 0o755);
  }
  const program = `
    import { exitWith } from ${JSON.stringify(runNode)};
    import { withAzurite } from ${JSON.stringify(azurite)};
    await exitWith(() => withAzurite(async () => 0));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: {
      ...process.env,
      PATH: [folder, process.env['PATH']].join(delimiter),
      TMPDIR: temporary,
      FOLDER: folder,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { child, folder, temporary, said: text(child.stderr), exit: once(child, 'exit') };
}

test('an emulator that ends before it answers is said not to start', async () => {
  const { temporary, said, exit } = await run('kill -KILL $$');
  expect(await exit).toEqual([1, null]);
  expect(await said).toMatch(/azurite.* does not start/);
  expect(await readdir(temporary)).toEqual([]);
});

test('nothing is left behind when it is ended before the emulator answers', async () => {
  const { child, folder, temporary, said, exit } = await run(
    'echo $$ > "$FOLDER/pid"; exec sleep 60',
  );
  const emulator = async () => {
    const written = await readFile(join(folder, 'pid'), 'utf8').catch(() => '');
    return written.endsWith('\n') ? identifyProcess(Number(written)) : undefined;
  };
  await expect.poll(emulator, { timeout: 20_000 }).toBeDefined();
  const started = await emulator();
  if (!started) throw new Error('It ended by itself.');
  onTestFinished(() => killProcess(started));
  child.kill('SIGTERM');
  expect(await exit).toEqual([1, null]);
  expect(await said).toContain('Ended by SIGTERM.');
  await expect.poll(() => isRunning(started)).toBe(false);
  expect(await readdir(temporary)).toEqual([]);
});
