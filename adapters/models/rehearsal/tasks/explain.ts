import type { Task } from '../task.ts';

export const explain: Task = {
  offer: 'Explain what this library does.',
  matches: /\b(explain|describe|summar\w+|overview|what (is|does)|how (is|does))\b/i,
  needs: ['read'],
  steps: [
    (_outputs, files) => ({
      text: 'It is the sample repository. I read its two source files.',
      calls: [files.read('src/duration.ts'), files.read('src/total.ts')],
    }),
    (outputs) => {
      const functions = outputs.flatMap(describeFunctions);
      if (functions.length === 0) return { text: 'I found no exported function in `src/`.' };
      return {
        text: `The library reads and writes durations such as \`1h 30m\`; inside they are milliseconds. What it offers:\n\n${functions.join('\n')}\n\nI changed nothing.`,
      };
    },
  ],
};

/** A list item for each exported function, from its own docstring in the tool's output. */
function describeFunctions(output: string): string[] {
  const plain = output.replaceAll(/^\s*\d+[|:]\s?/gm, '');
  return [...plain.matchAll(/\/\*\* (.+) \*\/\nexport function (\w+)/g)].map(
    ([, text, name]) => `- \`${name}\`: ${text}`,
  );
}
