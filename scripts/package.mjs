// npm run package: the two folders that are deployed, the app and the console, complete without
// installing anything. The app is proved by loading it.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConsole } from './build-console.mjs';
import { build, everything } from './build.mjs';
import { exitWith, runNode } from './run-node.mjs';
import { root, setup } from './setup.mjs';

const output = 'dist/package';
const contents = [
  'host.json',
  'dist/main.mjs',
  'dist/azure-sdks.mjs',
  'dist/supervisor.mjs',
  'dist/opencode-plugin.js',
];
const proofs = ['scripts/infra/prove-package.ts', 'scripts/infra/start-package.ts'];

await exitWith(async () => {
  setup();
  await Promise.all([build(everything), buildConsole()]);
  await rm(join(root, output), { recursive: true, force: true });
  await mkdir(join(root, output), { recursive: true });
  for (const path of contents) await cp(join(root, path), join(root, output, path));
  const { name, version, type, main } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8'),
  );
  await writeFile(
    join(root, output, 'package.json'),
    `${JSON.stringify({ name, version, private: true, type, main }, null, 2)}\n`,
  );
  for (const proof of proofs) {
    const code = await runNode([proof, output]);
    if (code !== 0) return code;
  }
  return 0;
});
