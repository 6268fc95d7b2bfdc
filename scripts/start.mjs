import { build } from './build.mjs';
import { buildConsole } from './build-console.mjs';
import { exitWith, runNode } from './run-node.mjs';
import { serviceArguments } from './service-arguments.mjs';
import { setup } from './setup.mjs';

await exitWith(async () => {
  setup();
  const args = process.argv.slice(2);
  // Only a start needs what is built; help does not.
  if (args.length === 0) await Promise.all([build(), buildConsole()]);
  return runNode([...serviceArguments, ...args]);
});
