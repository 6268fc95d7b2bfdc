import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WriteGate } from '../../sandbox/plugin/write-gate.ts';

let directory: string;
let flag: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'harvest-gate-'));
  flag = join(directory, 'synced');
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('what only reads does not wait; what writes, or is unknown, does', async () => {
  const gate = new WriteGate(flag, 0);
  await expect(gate.pass('read', 's')).resolves.toBeUndefined();
  for (const tool of ['edit', 'write', 'apply_patch', 'bash', 'some_new_tool']) {
    await expect(gate.pass(tool, 's')).rejects.toThrow('not up to date');
  }
});

test('a writer goes on when the repository is up to date', async () => {
  const gate = new WriteGate(flag);
  const passed = gate.pass('edit', 's');
  await writeFile(flag, '');
  await expect(passed).resolves.toBeUndefined();
});

test('a writer whose turn is stopped never writes, even when the way is free by then', async () => {
  const gate = new WriteGate(flag);
  const passed = gate.pass('edit', 's');
  gate.sessionStopped('s');
  await writeFile(flag, '');
  await expect(passed).rejects.toThrow('Stopped');
});
