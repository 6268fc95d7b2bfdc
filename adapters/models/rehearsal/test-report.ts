/** What a run of Node's test runner said. */
type TestReport = { passed: number; failed: number; failures: readonly string[] };

/** Reads the figures from the runner's output; undefined when there was no test to run. */
export function readTestReport(output: string): TestReport | undefined {
  const passed = figure(output, 'pass');
  const failed = figure(output, 'fail');
  if (passed === undefined || failed === undefined || passed + failed === 0) return undefined;
  const names = [...output.matchAll(/^\s*✖ (.+?) \(\d[\d.]*ms\)$/gm)].map(
    (match) => match[1] ?? '',
  );
  return { passed, failed, failures: [...new Set(names)] };
}

function figure(output: string, name: string): number | undefined {
  const match = new RegExp(`^(?:ℹ|#) ${name} (\\d+)$`, 'm').exec(output);
  return match ? Number(match[1]) : undefined;
}

/** E.g. `7 of 8 tests pass`. */
export function tellTests({ passed, failed }: TestReport): string {
  const all = passed + failed;
  return `${passed} of ${all} ${all === 1 ? 'test passes' : 'tests pass'}`;
}
