// node scripts/with-setup.mjs [--everything] FILE ARGS…: runs a file of this checkout with everything
// in place. With --everything that is more than this machine needs: what starts services of its own
// gives them settings that nobody knows of here.
import { build, everything } from './build.mjs';
import { exitWith, runNode } from './run-node.mjs';
import { setup } from './setup.mjs';

await exitWith(async () => {
  setup();
  const args = process.argv.slice(2);
  const all = args[0] === '--everything';
  await build(all ? everything : undefined);
  return runNode(all ? args.slice(1) : args);
});
