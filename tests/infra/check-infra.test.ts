import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

// The compiler starts several times, on a machine where other tests run, too.
test('the Bicep compiler finds nothing to say', { timeout: 600_000 }, async (context) => {
  const { stdout } = await run(process.execPath, ['scripts/check-infra.mjs'], { cwd: root }).catch(
    (error: { stdout: string }) => error,
  );
  if (stdout.startsWith('Skipped:')) context.skip(stdout.trim());
  expect(stdout.trim()).toBe(
    'The compiler has nothing to say, and the snapshots are as committed.',
  );
});
