import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWith } from './run-node.mjs';
import { node24, root, setup } from './setup.mjs';

const output = join(root, 'dist/console');
const generated = join(root, 'web-nuxt/.output/public');
const stampFile = join(root, 'dist/.console.inputs');

/** All that the built console depends on. */
const inputs = {
  folders: ['web-nuxt/app', 'web-nuxt/public', 'contracts'],
  files: [
    'web-nuxt/nuxt.config.ts',
    'web-nuxt/package.json',
    'package-lock.json',
    'scripts/build-console.mjs',
  ],
};

/**
 * Builds the web console into `dist/console`, unless what is there was built from the same files.
 * Takes about fifteen seconds. Needs installed packages.
 */
export async function buildConsole() {
  const version = await versionOfInputs();
  if ((await readFile(stampFile, 'utf8').catch(() => undefined)) === version) return;
  console.log('Building the web console. The first time takes about fifteen seconds.');
  const started = performance.now();
  await generate();
  await writeHostSettings();
  // Another process may be reading the old files, so they go as a whole.
  const old = `${output}.${process.pid}`;
  await mkdir(join(root, 'dist'), { recursive: true });
  await rename(output, old).catch(() => {});
  await rename(generated, output);
  await rm(old, { recursive: true, force: true });
  await writeFile(stampFile, version);
  console.log(`Built dist/console in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

async function versionOfInputs() {
  const paths = inputs.files.map((file) => join(root, file));
  for (const folder of inputs.folders)
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const path of paths.sort()) hash.update(path).update(await readFile(path));
  return hash.digest('hex');
}

/** Runs `nuxt generate`; its many lines are shown only when it fails. */
function generate() {
  const nuxt = join(root, 'node_modules/nuxt/bin/nuxt.mjs');
  const child = spawn(node24, [nuxt, 'generate', 'web-nuxt'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1' },
  });
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => lines.push(data));
  return new Promise((done, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) return done();
      process.stderr.write(Buffer.concat(lines));
      reject(new Error('The web console could not be built; nuxt says why above.'));
    });
  });
}

/**
 * Tells whoever serves the files (Azure Static Web Apps, or the host on one machine) which headers
 * to send and which page answers the console's own addresses.
 */
async function writeHostSettings() {
  const page = await readFile(join(generated, '200.html'), 'utf8');
  const settings = {
    navigationFallback: { rewrite: '/200.html', exclude: ['/api/*', '/_nuxt/*'] },
    globalHeaders: {
      'content-security-policy': contentSecurityPolicy(page),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    },
    routes: [
      { route: '/_nuxt/*', headers: { 'cache-control': 'public, max-age=31536000, immutable' } },
    ],
  };
  await writeFile(
    join(generated, 'staticwebapp.config.json'),
    `${JSON.stringify(settings, null, 2)}\n`,
  );
}

/**
 * Scripts run only when they are files of this origin or are in the page as it was built. Styles
 * may be in the page, as components compute positions and colours.
 */
function contentSecurityPolicy(page) {
  const inline = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = inline.map(([, text = '']) => {
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  });
  return [
    "default-src 'none'",
    `script-src 'self' ${[...new Set(hashes)].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await exitWith(async () => {
    setup();
    await buildConsole();
    return 0;
  });
}
