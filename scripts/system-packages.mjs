import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What Harvest runs beside Node; the sandbox's walls (bubblewrap) exist on Linux only. */
const programs = [
  { command: 'git', pkg: 'git' },
  { command: 'rg', pkg: 'ripgrep' },
  ...(process.platform === 'linux' ? [{ command: 'bwrap', pkg: 'bubblewrap' }] : []),
];

const managers = [
  { command: 'apt-get', install: 'apt-get install -y --no-install-recommends' },
  { command: 'dnf', install: 'dnf install -y' },
  { command: 'apk', install: 'apk add' },
  { command: 'brew', install: 'brew install' },
];

/**
 * Makes sure that git, ripgrep and bubblewrap are there. As root on Debian or Ubuntu it installs
 * what is missing; anywhere else it throws an error that names the command to run.
 */
export function ensureSystemPackages() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (isRootOnDebian()) installWithApt(missing);
  const still = missingPackages();
  if (still.length > 0) {
    throw new Error(
      `Harvest needs ${still.join(', ')}. Install with:\n\n  ${installCommand(still)}\n`,
    );
  }
}

/**
 * Installs Chromium for the tests of the console, as root on Debian or Ubuntu. Elsewhere those
 * tests say that they are skipped, and why.
 */
export function ensureBrowser() {
  const there =
    process.env.CHROMIUM || ['chromium', 'chromium-browser', 'google-chrome'].some(runs);
  if (!there && isRootOnDebian()) installWithApt(['chromium']);
}

function isRootOnDebian() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

function missingPackages() {
  return programs.filter(({ command }) => !runs(command)).map(({ pkg }) => pkg);
}

function runs(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

function installWithApt(packages) {
  console.log(`Installing ${packages.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  const args = ['install', '-y', '--no-install-recommends', ...packages];
  spawnSync('apt-get', args, { stdio: 'inherit', env });
}

function installCommand(packages) {
  const manager = managers.find(({ command }) => runs(command)) ?? managers[0];
  const sudo = process.getuid?.() === 0 || manager.command === 'brew' ? '' : 'sudo ';
  return `${sudo}${manager.install} ${packages.join(' ')}`;
}
