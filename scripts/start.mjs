import { build } from './build.mjs';
import { exitWith, runNode } from './run-node.mjs';
import { setup } from './setup.mjs';

await exitWith(async () => {
  setup();
  await build();
  return runNode(['embedded/main.ts', ...process.argv.slice(2)]);
});
