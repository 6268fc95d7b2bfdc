// node scripts/infra/prove-package.ts FOLDER: loads a packaged app as Azure would, with nothing but
// what is sent there of its folder, and says what it holds.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { log } from '../../adapters/log.ts';
import { startWorker } from '../../embedded/functions/start-worker.ts';

/** What a deployment sets, with addresses at which nothing is: loading must not call anybody. */
const settings = {
  BLOB_CONTAINER_URL: 'https://storage.example.com/blobs',
  COSMOS_ENDPOINT: 'https://documents.example.com',
  HARVEST_HOME: '/nonexistent',
  HARVEST_PUBLIC_URL: 'https://harvest.example.com',
  HARVEST_SECRET: 'a secret of the proof alone',
  HARVEST_TOKEN: 'a token of the proof alone',
  SERVICE_BUS__fullyQualifiedNamespace: 'queue.example.com',
  WEB_PUBSUB_ENDPOINT: 'https://live.example.com',
};

const [folder = 'dist/package'] = process.argv.slice(2);
// Outside of the checkout, where its node_modules cannot help.
const scratch = mkdtempSync(join(tmpdir(), 'harvest-package-'));
try {
  const left = leftOutOf(folder);
  const isSent = (path: string): boolean => !left.includes(path);
  cpSync(resolve(folder), scratch, { recursive: true, filter: isSent });

  Object.assign(process.env, settings);
  const started = performance.now();
  const worker = await startWorker({ appDirectory: scratch, log });
  const loadMs = performance.now() - started;
  // Loaded with the first call to Azure, and missed only then.
  await import(join(scratch, 'dist/azure-sdks.mjs'));
  const names = Map.groupBy(
    [...worker.functions.values()].toSorted((a, b) => a.name.localeCompare(b.name)),
    ({ trigger }) => trigger.type.replace(/Trigger$/, ''),
  );
  console.log(
    `${folder}: ${sizeOf(scratch)}, ` +
      `loaded in ${Math.round(loadMs)} ms, ${worker.functions.size} functions`,
  );
  for (const [trigger, functions] of names)
    console.log(`  ${trigger}: ${functions.map(({ name }) => name).join(', ')}`);
  for (const path of left) console.log(`${path.slice(resolve().length + 1)}: ${sizeOf(path)}`);
} finally {
  rmSync(scratch, { recursive: true });
}
// The app's streaming server would keep the process.
process.exit();

/** What goes elsewhere than to the function app: a path of the folder in each line. */
function leftOutOf(packaged: string): string[] {
  const lines = readFileSync(join(packaged, '.funcignore'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => resolve(packaged, line));
}

function sizeOf(directory: string): string {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  return `${(bytes / 1e6).toFixed(1)} MB in ${files.length} files`;
}
