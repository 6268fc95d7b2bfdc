import { build } from './build.mjs';
import { buildConsole } from './build-console.mjs';
import { exitWith, runNode } from './run-node.mjs';
import { setup } from './setup.mjs';

await exitWith(async () => {
  setup();
  await Promise.all([build(), buildConsole()]);
  return runNode(['embedded/main.ts', ...process.argv.slice(2)]);
});
