// node scripts/with-setup.mjs FILE ARGS…: runs a file of this checkout with everything in place.
import { build } from './build.mjs';
import { exitWith, runNode } from './run-node.mjs';
import { setup } from './setup.mjs';

await exitWith(async () => {
  setup();
  await build();
  return runNode(process.argv.slice(2));
});
