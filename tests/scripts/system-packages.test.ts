import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const file = resolve(import.meta.dirname, '../../scripts/system-packages.mjs');

test('what is missing and cannot be installed is named with the command that installs it', () => {
  const script = `
    import { ensureSystemPackages } from ${JSON.stringify(file)};
    ensureSystemPackages();`;
  const args = ['--input-type=module', '--eval', script];
  // Nothing is there, not even what installs.
  const env = { PATH: join(import.meta.dirname, 'nowhere') };
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/Harvest needs git, ripgrep(, bubblewrap)?\. Install with:$/m);
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  expect(stderr).toContain(`\n  ${sudo}apt-get install -y --no-install-recommends git ripgrep`);
});
