import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const main = resolve(import.meta.dirname, '../../embedded/main.ts');

/** Starts the service with these settings, which end it at once; nothing may be made then. */
function failStart(wrong: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'harvest-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const home = join(folder, 'home');
  const { PATH } = process.env;
  const env = { PATH, HARVEST_HOME: home, ...wrong };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], {
    ...{ env, encoding: 'utf8', timeout: 60_000 },
  });
  expect(existsSync(home)).toBe(false);
  return { status, stdout, stderr };
}

test('a start with wrong settings names all of them, and makes nothing', () => {
  const wrong = { HARVEST_PORT: 'many', HARVEST_IDLE_SECONDS: 'soon', AZURE_OPENAI_API_KEY: 'key' };
  expect(failStart(wrong)).toEqual({
    status: 1,
    stdout: '',
    stderr: `The configuration is not valid:
  - HARVEST_PORT: must be a number between 0 and 65535
  - HARVEST_IDLE_SECONDS: must be a number of seconds
  - AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY go together
`,
  });
});

test.each(['/nowhere/opencode', import.meta.dirname, import.meta.filename])(
  'an agent that is no program is no setting: %s',
  (opencode) => {
    const { status, stderr } = failStart({ HARVEST_PORT: '0', HARVEST_OPENCODE: opencode });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `The configuration is not valid:
  - HARVEST_OPENCODE: must be a program that this user may run
`,
    });
  },
);
