// npm run test:storage: the conformance of blobs on Azurite, Microsoft's emulator of Azure Storage. It
// is fetched for this alone, for it weighs more than all else that a checkout installs.
import { exitWith, runNode } from '../run-node.mjs';
import { setup } from '../setup.mjs';
import { withAzurite } from './azurite.mjs';

const tests = ['node_modules/vitest/vitest.mjs', 'run', 'tests/conformance/live/blobs.test.ts'];

await exitWith(() => {
  setup();
  return withAzurite((env) => {
    Object.assign(process.env, env);
    return runNode(tests);
  });
});
