import { noTests, reportTests, runTests, type Task } from '../task.ts';
import { readTestReport, tellTests } from '../test-report.ts';

const source = `import { parseDuration } from './duration.ts';

/** The longest of the durations, as it was written; undefined when there is none. */
export function longestDuration(entries: readonly string[]): string | undefined {
  let longest: { entry: string; milliseconds: number } | undefined;
  for (const entry of entries) {
    const milliseconds = parseDuration(entry);
    if (!longest || milliseconds > longest.milliseconds) longest = { entry, milliseconds };
  }
  return longest?.entry;
}
`;

const test = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longestDuration } from '../src/longest.ts';

test('finds the longest duration, whatever its units', () => {
  assert.equal(longestDuration(['50m', '1h', '90s']), '1h');
});

test('keeps the first of equals', () => {
  assert.equal(longestDuration(['60m', '1h']), '60m');
});

test('finds none in an empty list', () => {
  assert.equal(longestDuration([]), undefined);
});
`;

export const addFunction: Task = {
  offer: 'Add a function `longestDuration` with a test.',
  matches: /longest/i,
  needs: ['read', 'write', 'bash'],
  steps: [
    (_outputs, files) => ({
      reasoning: 'A new function should look like its neighbours, so I read one with its test.',
      text: 'It is the sample repository. I look at how its code is written.',
      calls: [files.read('src/total.ts'), files.read('test/total.test.ts')],
    }),
    (_outputs, files) => ({
      text: 'One concept per file, the test under the same name. I write both.',
      calls: [files.write('src/longest.ts', source), files.write('test/longest.test.ts', test)],
    }),
    (_outputs, files) => ({
      text: 'I run the new tests alone: others may fail for reasons of their own.',
      calls: [files.shell('node --test test/longest.test.ts', 'Run the new tests')],
    }),
    (_outputs, files) => ({ text: 'And all of them together.', calls: [runTests(files)] }),
    (outputs) => {
      const [alone = '', together = ''] = outputs.slice(-2);
      const done =
        'I added `longestDuration` in `src/longest.ts` and its tests in `test/longest.test.ts`.';
      const all = readTestReport(together);
      const whole = all ? `In the whole repository ${tellTests(all)}.` : noTests(together);
      return { text: `${reportTests(alone, done).text} ${whole}` };
    },
  ],
};
