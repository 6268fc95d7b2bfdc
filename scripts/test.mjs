import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, everything } from './build.mjs';
import { buildConsole } from './build-console.mjs';
import { exitWith, runNode } from './run-node.mjs';
import { setup } from './setup.mjs';
import { ensureBrowser } from './system-packages.mjs';

const args = process.argv.slice(2);
const isStrict = (arg) => /^--strict(=|$)/.test(arg);
const seed = args.some(isStrict) && seedOf(args.findLast(isStrict));
if (seed) process.env['STRICT_SEED'] = seed;

await exitWith(async () => {
  setup();
  ensureBrowser();
  await Promise.all([build(everything), buildConsole()]);
  const folder = await mkdtemp(join(tmpdir(), 'harvest-test-report-'));
  const report = join(folder, 'report.json');
  try {
    const code = await runNode([
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args.filter((arg) => !isStrict(arg)),
    ]);
    const { passed, failed } = await countsOf(report);
    // An error outside of any test fails the run as well, and must not look like a success.
    console.log(`\n${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`);
    if (seed) console.log(`Strict by chances of the seed ${seed}: repeat it with --strict=${seed}`);
    return code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

function seedOf(option) {
  return option.split('=')[1] ?? randomBytes(4).toString('hex');
}

/** Counts of tests; a file that could not even be loaded counts as one failed test. */
async function countsOf(report) {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(text);
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}
