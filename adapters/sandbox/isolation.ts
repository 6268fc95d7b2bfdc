import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import type { SystemFiles } from './sandbox-command.ts';
import { sandboxUid } from './sandbox-command.ts';

/** How far sandboxes can be walled off on this machine, for the user that the service runs as. */
export type Isolation = 'root' | 'user' | 'none';

const probeTimeoutMs = 10_000;

/** Tries the namespaces for real: what the kernel allows cannot be told from its settings. */
export async function probeIsolation(): Promise<Isolation> {
  const uid = process.getuid?.();
  if (process.platform !== 'linux' || uid === undefined) return 'none';
  const bwrap = ['bwrap', '--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts'];
  const trial = [...bwrap, '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', 'true'];
  if (uid !== 0) return (await succeeds(trial)) ? 'user' : 'none';
  const drop = ['setpriv', '--reuid', String(sandboxUid), '--regid', String(sandboxUid)];
  const unshare = ['unshare', '--mount', '--propagation', 'private', '--'];
  const asUser = [...unshare, ...drop, '--clear-groups', '--no-new-privs', '--', ...trial];
  return (await succeeds(asUser)) ? 'root' : 'none';
}

/**
 * Of the machine's files only programs and what name resolution and TLS need.
 * @param home where the service keeps everything, which is hidden should it be among them
 */
export function systemFiles(home: string): SystemFiles {
  const links: Array<{ path: string; target: string }> = [];
  const shown = ['/usr', ...etc.map((name) => `/etc/${name}`)];
  for (const path of ['/bin', '/sbin', '/lib', '/lib32', '/lib64']) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isSymbolicLink()) links.push({ path, target: readlinkSync(path) });
    else if (stat) shown.push(path);
  }
  const real = realpathSync(home);
  return { links, shown, hidden: shown.some((path) => real.startsWith(`${path}/`)) ? [real] : [] };
}

const etc = [
  'alternatives',
  'ca-certificates',
  'hosts',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'mime.types',
  'nsswitch.conf',
  'pki',
  'protocols',
  'resolv.conf',
  'services',
  'ssl',
];

async function succeeds([program = '', ...args]: readonly string[]): Promise<boolean> {
  try {
    const [status] = await once(
      spawn(program, args, { stdio: 'ignore', timeout: probeTimeoutMs }),
      'exit',
    );
    return status === 0;
  } catch {
    // There is no such program.
    return false;
  }
}
