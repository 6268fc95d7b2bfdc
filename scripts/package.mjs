// npm run package: the folder that is deployed, complete without installing anything. It is the
// function app, with the console in it; each goes to a service of its own, and where one machine is
// both, the folder starts as it is. It is proved by loading, starting and opening it.
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
/** Where the host on one machine looks for it, too. */
const consoleFolder = 'dist/console';
/** On Azure the live channel is an origin of its own. */
const liveOrigins = 'wss://*.webpubsub.azure.com';
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
  // Functions serves no files, and each instance loads its package before its first answer.
  await writeFile(join(root, output, '.funcignore'), `${consoleFolder}\n`);
  await packageConsole();
  for (const proof of proofs) {
    const code = await runNode([proof, output]);
    if (code !== 0) return code;
  }
  return 0;
});

/** The console as it is on one machine, except that it may reach the live channel elsewhere. */
async function packageConsole() {
  const target = join(root, output, consoleFolder);
  await cp(join(root, consoleFolder), target, { recursive: true });
  const file = join(target, 'staticwebapp.config.json');
  const settings = await readFile(file, 'utf8');
  const reach = "connect-src 'self'";
  if (!settings.includes(reach)) throw new Error(`${file} does not say ${reach}.`);
  await writeFile(file, settings.replace(reach, `${reach} ${liveOrigins}`));
}
