import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSystemPackages } from './system-packages.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
/** The Node 24 that Harvest brings along, whatever Node the person has. */
export const node24 = join(root, 'node_modules/node/bin/node');

const lockFile = join(root, 'package-lock.json');
const stampFile = join(root, 'node_modules/.harvest-lock');

/**
 * Brings the checkout to where it can run: packages as locked, system programs present. Costs
 * some milliseconds when nothing is to do. Throws an error that says what to do.
 */
export function setup() {
  ensureSystemPackages();
  const lock = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (isLinked()) return;
  if (!existsSync(node24) || !isInstalled(lock)) installPackages();
  if (readStamp() !== lock) writeFileSync(stampFile, lock);
}

/**
 * Several checkouts may share the packages of one through a link. They are left as they are, since
 * `npm ci` would empty the folder that the others are using.
 */
function isLinked() {
  return (
    lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  );
}

/** npm writes its own lock file last, so one newer than ours means a complete installation. */
function isInstalled(lock) {
  const installed = statSync(join(root, 'node_modules/.package-lock.json'), {
    throwIfNoEntry: false,
  });
  if (!installed) return false;
  return readStamp() === lock || installed.mtimeMs >= statSync(lockFile).mtimeMs;
}

function readStamp() {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined;
}

function installPackages() {
  console.log('Installing packages (npm ci). The first time takes a minute or two.');
  // The bundler is a development dependency, so NODE_ENV=production must not leave it out.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  // Packages that want Node 24 get it: what they warn of is this Node, which only installs them.
  args.push('--loglevel=error');
  const { npm_execpath: npm } = process.env;
  const { status } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit' });
  if (status !== 0 || !existsSync(node24)) {
    throw new Error(
      'The packages could not be installed; npm says why above. Without a network, copy ' +
        'node_modules from a machine with the same system. Then start again.',
    );
  }
}
