import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const main = resolve(import.meta.dirname, '../../embedded/main.ts');

test('a start with wrong settings names all of them, and makes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'harvest-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const home = join(folder, 'home');
  const { PATH } = process.env;
  const wrong = { HARVEST_PORT: 'many', HARVEST_IDLE_SECONDS: 'soon', AZURE_OPENAI_API_KEY: 'key' };
  const env = { PATH, HARVEST_HOME: home, ...wrong };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: '',
    stderr: `The configuration is not valid:
  - HARVEST_PORT: must be a number between 0 and 65535
  - HARVEST_IDLE_SECONDS: must be a number of seconds
  - AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY go together
`,
  });
  expect(existsSync(home)).toBe(false);
});
