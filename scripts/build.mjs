import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWith } from './run-node.mjs';
import { root, setup } from './setup.mjs';

const azureSdks = { entry: 'adapters/azure/sdks.ts', outfile: 'dist/azure-sdks.mjs' };

/** Leaves the libraries for Azure in their own file, which is loaded when they are needed. */
const azureSdksApart = {
  name: 'azure-sdks-apart',
  setup(build) {
    build.onResolve({ filter: /\/sdks\.ts$/ }, ({ path, resolveDir }) =>
      join(resolveDir, path) === join(root, azureSdks.entry)
        ? { path: `./${basename(azureSdks.outfile)}`, external: true }
        : undefined,
    );
  },
};

/** What is read in place of whole libraries, of which the rest would only make every start longer. */
const parts = {
  // All that durable-functions calls of it.
  validator: "exports.isURL = require('validator/lib/isURL');",
  // Its messages in every language; English ones, which it takes, are elsewhere.
  'zod-locales': 'export {};',
};

const partsOnly = {
  name: 'parts-only',
  setup(build) {
    const part = (path) => ({ path, namespace: 'part' });
    build.onResolve({ filter: /^validator$/ }, () => part('validator'));
    build.onResolve({ filter: /^\.\.\/locales\/index\.js$/ }, ({ resolveDir }) =>
      resolveDir.includes('/node_modules/zod/') ? part('zod-locales') : undefined,
    );
    build.onLoad({ filter: /^/, namespace: 'part' }, ({ path }) => ({
      contents: parts[path],
      resolveDir: root,
    }));
  },
};

/** What is bundled: the function app, and the two files that go into every sandbox. */
const targets = {
  main: {
    entry: 'main.ts',
    outfile: 'dist/main.mjs',
    // The Functions host supplies it; it is not on any registry.
    options: {
      external: ['@azure/functions-core'],
      sourcemap: true,
      plugins: [azureSdksApart, partsOnly],
    },
  },
  azure: { ...azureSdks, options: { sourcemap: true } },
  supervisor: {
    entry: 'sandbox/supervisor/main.ts',
    outfile: 'dist/supervisor.mjs',
    options: { plugins: [partsOnly] },
  },
  // OpenCode loads it with Bun, and takes `.js` only.
  plugin: { entry: 'sandbox/plugin/plugin.ts', outfile: 'dist/opencode-plugin.js', options: {} },
};

/** CommonJS dependencies call `require`, which an ES module does not have by itself. */
const requireBanner =
  "import { createRequire as createBundleRequire } from 'node:module';\n" +
  'const require = createBundleRequire(import.meta.url);';

/** A bundle depends on its recipe and on the versions of what it holds, too. */
const commonInputs = ['scripts/build.mjs', 'package-lock.json'];

/** Every target's name. */
export const everything = Object.keys(targets);

/** Settings of one machine with which it loads the libraries for Azure. */
const azureEndpoints = ['COSMOS_ENDPOINT', 'BLOB_CONTAINER_URL', 'WEB_PUBSUB_ENDPOINT'];

/**
 * What one machine with these settings needs: the libraries for Azure only where it will load them.
 * @param {Record<string, string | undefined>} env
 */
export function neededBy(env) {
  const loadsAzure = azureEndpoints.some((name) => env[name]);
  return everything.filter((name) => name !== 'azure' || loadsAzure);
}

/**
 * Bundles the named targets that are not up to date.
 * @param {string[]} names of `targets`; those that this machine needs when left out. Needs
 *   installed packages.
 */
export async function build(names = neededBy(process.env)) {
  await Promise.all(
    names.map(async (name) => {
      const target = targets[name];
      if (!target) throw new Error(`There is no target ${name}: ${everything.join(', ')}`);
      if (!(await isFresh(target))) await bundle(target);
    }),
  );
}

async function bundle({ entry, outfile, options }) {
  const started = performance.now();
  const { build: esbuild } = await import('esbuild');
  const result = await esbuild({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: { js: requireBanner },
    metafile: true,
    write: false,
    logLevel: 'warning',
    ...options,
  });
  await mkdir(join(root, 'dist'), { recursive: true });
  // Whole files appear at once, since another process may be loading the old ones.
  for (const { path, contents } of result.outputFiles) await replace(path, contents);
  const read = Object.keys(result.metafile.inputs).filter((path) => !/^[\w-]+:/.test(path));
  const inputs = [...read, ...commonInputs];
  await replace(stampOf(outfile), JSON.stringify(await versionsOf(inputs)));
  // Beside what the program prints that is built for.
  console.error(`Built ${outfile} in ${Math.round(performance.now() - started)} ms`);
}

async function isFresh({ outfile }) {
  try {
    await stat(join(root, outfile));
    const built = JSON.parse(await readFile(stampOf(outfile), 'utf8'));
    const now = await versionsOf(Object.keys(built));
    return Object.entries(built).every(([path, version]) => now[path] === version);
  } catch {
    return false;
  }
}

/** Time of change and size of each file, by path from the checkout. */
async function versionsOf(paths) {
  const entries = paths.map(async (path) => {
    const { mtimeMs, size } = await stat(join(root, path));
    return [relative(root, join(root, path)), `${mtimeMs} ${size}`];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function stampOf(outfile) {
  return join(root, dirname(outfile), `.${basename(outfile)}.inputs.json`);
}

async function replace(path, contents) {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, contents);
  await rename(temporary, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await exitWith(async () => {
    setup();
    const names = process.argv.slice(2);
    await build(names.length > 0 ? names : everything);
    return 0;
  });
}
