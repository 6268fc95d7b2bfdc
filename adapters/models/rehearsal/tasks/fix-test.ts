import { noTests, reportTests, runTests, type Task } from '../task.ts';
import { readTestReport, tellTests } from '../test-report.ts';

const culprit = '  const seconds = Math.round((milliseconds % minute) / second);';
const before = `  const hours = Math.floor(milliseconds / hour);
  const minutes = Math.floor((milliseconds % hour) / minute);
${culprit}`;
const after = `  // Rounded before it is split, so that 59.6 seconds become a minute and not 60 seconds.
  const rounded = Math.round(milliseconds / second) * second;
  const hours = Math.floor(rounded / hour);
  const minutes = Math.floor((rounded % hour) / minute);
  const seconds = (rounded % minute) / second;`;

export const fixTest: Task = {
  offer: 'Make the failing test pass.',
  matches: /\bfail\w*|\bbugs?\b|\bfix\b.*\btests?\b|\btests? pass/i,
  needs: ['read', 'edit', 'bash'],
  steps: [
    (_outputs, files) => ({
      reasoning: 'Before I change anything I want to see what fails, and how.',
      text: 'It is the sample repository. I run its tests first.',
      calls: [runTests(files)],
    }),
    ([output = ''], files) => {
      const report = readTestReport(output);
      if (!report) return { text: `I cannot start: ${noTests(output)}` };
      if (report.failed === 0) {
        return { text: `Nothing to do: ${tellTests(report)} already. I changed nothing.` };
      }
      return {
        reasoning: 'The expectation and the code that should meet it belong side by side.',
        text: `${tellTests(report)}. Failing: “${report.failures.join('”, “')}”. I read the test and the code.`,
        calls: [files.read('test/duration.test.ts'), files.read('src/duration.ts')],
      };
    },
    ([, , source = ''], files) => {
      if (!source.includes(culprit.trim())) {
        const text =
          '`src/duration.ts` is not as this script knows it, so I leave it alone. A connected model could work it out.';
        return { text };
      }
      return {
        reasoning:
          'formatDuration splits first and rounds the seconds last: 59,600 ms give 0 minutes and 59.6 seconds, which round to 60. Nothing carries them over. Rounding the whole first solves it for hours as well.',
        text: '`formatDuration` rounds the seconds after it has split off the minutes, so 59.6 s become `60s`. I round first and split then.',
        calls: [files.edit('src/duration.ts', before, after)],
      };
    },
    (_outputs, files) => ({ text: 'Now the tests again.', calls: [runTests(files)] }),
    (outputs) =>
      reportTests(
        outputs.at(-1) ?? '',
        'I changed `formatDuration` in `src/duration.ts`: it now rounds to whole seconds before it splits them into hours, minutes and seconds, so a rounded-up second carries over.',
      ),
  ],
};
