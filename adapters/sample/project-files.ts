/** The sample's name in its package.json, by which it is recognised. */
export const sampleName = 'harvest-sample';

export const packageFile = `{
  "name": "${sampleName}",
  "version": "1.0.0",
  "private": true,
  "description": "Reads and writes durations such as 1h 30m",
  "type": "module",
  "engines": { "node": ">=22.18" },
  "scripts": { "test": "node --test" }
}
`;

export const readmeFile = `# harvest-sample

A small library that reads and writes durations such as \`1h 30m\`. It is here to try Harvest on:
one of its tests fails, for a real reason.

Things to ask for:

- Make the failing test pass.
- Add a function \`longestDuration\` with a test.
- Write a usage section in the README.
- Explain what this library does.

## Development

\`\`\`sh
node --test
\`\`\`

Node 22.18 or later runs the TypeScript as it is; there is nothing to install or to build.
`;

export const agentsFile = `# Working on harvest-sample

- Run the tests with \`node --test\`. There is nothing to install.
- One file per concept in \`src/\`, its tests in \`test/\` under the same name.
- Durations are numbers of milliseconds everywhere; text is only read and written at the edges.
- Relative imports end in \`.ts\`. No dependencies.
`;
