import type { Task } from '../task.ts';

const examples = [
  `parseDuration('1h 30m')`,
  `formatDuration(5_400_000)`,
  `totalDuration(['20m', '1h 15m', '25m'])`,
] as const;

const imports = `import { formatDuration, parseDuration } from './src/duration.ts';
import { totalDuration } from './src/total.ts';`;

/** Prints each example's result on a line. A quoted here-document needs no escapes. */
const command = `node --input-type=module <<'END'
${imports}
${examples.map((example) => `console.log('result:', JSON.stringify(${example}));`).join('\n')}
END`;

const heading = '## Development';

export const writeReadme: Task = {
  offer: 'Write a usage section in the README.',
  matches: /\busage\b|\b(write|add|extend)\b.*\breadme\b/i,
  needs: ['read', 'edit', 'bash'],
  steps: [
    (_outputs, files) => ({
      reasoning: 'Examples in a README go stale. I run them and write down what really comes out.',
      text: 'It is the sample repository. I read the README and run the examples that I want to show.',
      calls: [files.read('README.md'), files.shell(command, 'Run the examples')],
    }),
    ([readme = '', output = ''], files) => {
      const results = [...output.matchAll(/^result: (.+)$/gm)].map((match) => match[1] ?? '');
      if (results.length !== examples.length) {
        return { text: `The examples did not run, so I changed nothing: ${output.slice(0, 300)}` };
      }
      if (readme.includes('## Usage') || !readme.includes(heading)) {
        return { text: 'The README is not as this script knows it, so I changed nothing.' };
      }
      const lines = examples.map((example, index) => `${example}; // ${results[index] ?? ''}`);
      const usage = ['## Usage', '', '```ts', imports, '', ...lines, '```', '', heading].join('\n');
      return {
        text: `The ${results.length} examples run. I put them before “Development”.`,
        calls: [files.edit('README.md', heading, usage)],
      };
    },
    (_outputs, files) => ({
      text: 'I check what changed.',
      calls: [files.shell('git diff --stat -- README.md', 'Show what changed')],
    }),
    (outputs) => {
      const diff = outputs.at(-1)?.trim() ?? '';
      return diff.includes('README.md')
        ? {
            text: `The README has a usage section now; its results come from a real run.\n\n\`\`\`\n${diff}\n\`\`\``,
          }
        : { text: 'Git shows no change of the README, so the edit did not work.' };
    },
  ],
};
