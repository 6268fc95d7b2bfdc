import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { Check } from './render/check-lines.ts';

const packagedOpencode = resolve(
  import.meta.dirname,
  '../node_modules/opencode-linux-x64/bin/opencode',
);
const timeoutMs = 20_000;
const minNodeMajor = 24;

export function checkNode(version: string): Check {
  const ok = Number.parseInt(version.replace(/^v/, ''), 10) >= minNodeMajor;
  return { name: 'Node', ok, detail: version, fix: 'Run `npm run harvest -- doctor`.' };
}

/** Checks that a program of the system is there. */
export async function checkProgram(name: string, command: string): Promise<Check> {
  const { ok, output } = await run(command, ['--version']);
  const [firstLine = ''] = output.split('\n');
  const fix = `Install ${name} with your package manager, or run \`npm start\` as root once.`;
  return { name, ok, detail: ok ? firstLine : `${command} was not found`, fix };
}

/** Checks that the agent's program runs here: its `--version` needs no network and no settings. */
export async function checkOpencode(env: NodeJS.ProcessEnv): Promise<Check> {
  const binary = env['HARVEST_OPENCODE'] || packagedOpencode;
  const { ok, output } = await run(binary, ['--version']);
  return {
    name: 'OpenCode',
    ok,
    detail: ok ? output.trim() : `${binary} does not run`,
    fix: 'Run `npm ci`, or set HARVEST_OPENCODE to the path of an OpenCode program.',
  };
}

/**
 * Checks that the kernel lets bubblewrap wall off a sandbox, by walling off `true`. Root gives
 * itself up first, as it does for sandboxes.
 * @param uid of this process; undefined on systems without
 */
export async function checkNamespaces(uid: number | undefined): Promise<Check> {
  const walls = ['--unshare-user', '--unshare-pid', '--ro-bind', '/', '/', '--proc', '/proc'];
  const trial = ['bwrap', ...walls, 'true'];
  const asOrdinaryUser = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
  const [command = '', ...args] = uid === 0 ? ['setpriv', ...asOrdinaryUser, ...trial] : trial;
  const { ok, output } = await run(command, args);
  return {
    name: 'sandbox isolation',
    ok,
    detail: ok ? 'sandboxes run in namespaces of their own' : `not available: ${output.trim()}`,
    fix:
      'Allow user namespaces (`sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=10000`; ' +
      `in a container, allow them in its seccomp profile). Until then ${unwalled(uid)}.`,
  };
}

/** What becomes of agents where nothing walls them off. */
function unwalled(uid: number | undefined): string {
  return uid === 0
    ? 'none is started, for agents would run as root'
    : 'agents run as plain processes';
}

function run(command: string, args: readonly string[]): Promise<{ ok: boolean; output: string }> {
  return new Promise((done) => {
    execFile(command, args, { timeout: timeoutMs }, (error, stdout, stderr) => {
      done({ ok: !error, output: error ? stderr || error.message : stdout });
    });
  });
}
