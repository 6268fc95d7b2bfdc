/** Host paths of what a sandbox runs. */
export type SandboxPrograms = {
  node: string;
  supervisor: string;
  plugin: string;
  opencode: string;
};

/** Host paths of what belongs to one sandbox. */
export type SandboxDirectories = { root: string; passwd: string; group: string };

/** How the machine's own files appear inside. */
export type SystemFiles = {
  /** Top-level links such as `/bin` → `usr/bin`. */
  links: ReadonlyArray<{ path: string; target: string }>;
  /** Files and directories that are shown as they are, read-only. */
  shown: readonly string[];
  /** Directories below these that are not to be seen. */
  hidden: readonly string[];
};

export type CommandLine = { program: string; args: string[]; env: Record<string, string> };

/** The ordinary user that sandboxes run as when the service runs as root. */
export const sandboxUid = 61_500;

const inside = {
  bin: '/opt/harvest/bin',
  node: '/opt/harvest/bin/node',
  supervisor: '/opt/harvest/supervisor.mjs',
  plugin: '/opt/harvest/plugin.js',
  opencode: '/opt/harvest/opencode',
};

/**
 * Keeps a parent for bubblewrap that lives as long as the sandbox: with `--die-with-parent` the
 * kernel then takes everything down with it, whoever kills it, and not with the service.
 */
const keepParent = '"$@"; exit $?';

/**
 * Binds everything to a place that an ordinary user can reach, in a mount namespace that nobody
 * else sees: the service's own directory may well lie below one that is closed to that user.
 */
const reachable = `set -e
mount -t tmpfs -o mode=0755,size=1m harvest /mnt
mkdir /mnt/w
mount --bind "$1" /mnt/w
shift
for name in passwd group node supervisor plugin opencode; do
  touch "/mnt/$name"
  mount --bind -o ro "$1" "/mnt/$name"
  shift
done
"$@"
exit $?`;

/** Runs a sandbox in namespaces of its own, as the ordinary user that the service runs as. */
export function userCommand(
  programs: SandboxPrograms,
  directories: SandboxDirectories,
  system: SystemFiles,
): CommandLine {
  const bwrap = ['bwrap', ...bubblewrapArgs(programs, directories, system)];
  return { program: '/bin/sh', args: ['-c', keepParent, 'sandbox', ...bwrap], env: hostEnv };
}

/** The same from root: the sandbox belongs to `sandboxUid`, outside and inside. */
export function rootCommand(
  { node, supervisor, plugin, opencode }: SandboxPrograms,
  { root, passwd, group }: SandboxDirectories,
  system: SystemFiles,
): CommandLine {
  const moved = bubblewrapArgs(
    {
      node: '/mnt/node',
      supervisor: '/mnt/supervisor',
      plugin: '/mnt/plugin',
      opencode: '/mnt/opencode',
    },
    { root: '/mnt/w', passwd: '/mnt/passwd', group: '/mnt/group' },
    system,
  );
  const user = ['--reuid', String(sandboxUid), '--regid', String(sandboxUid), '--clear-groups'];
  const drop = ['setpriv', ...user, '--inh-caps=-all', '--no-new-privs', '--'];
  const sources = [root, passwd, group, node, supervisor, plugin, opencode];
  const script = ['/bin/sh', '-c', reachable, 'sandbox', ...sources, ...drop, 'bwrap', ...moved];
  return {
    program: 'unshare',
    args: ['--mount', '--propagation', 'private', '--', ...script],
    env: hostEnv,
  };
}

/** Runs a sandbox as a plain process; nothing keeps it from the rest of the machine. */
export function plainCommand(
  { node, supervisor, plugin, opencode }: SandboxPrograms,
  { root }: SandboxDirectories,
): CommandLine {
  return {
    program: node,
    args: [supervisor],
    env: {
      ...hostEnv,
      HOME: root,
      HARVEST_ROOT: root,
      HARVEST_OPENCODE: opencode,
      HARVEST_PLUGIN: plugin,
    },
  };
}

const hostEnv = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

function bubblewrapArgs(
  programs: SandboxPrograms,
  { root, passwd, group }: SandboxDirectories,
  { links, shown, hidden }: SystemFiles,
): string[] {
  const environment = {
    PATH: `${inside.bin}:/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    HOME: '/w/home',
    HARVEST_OPENCODE: inside.opencode,
    HARVEST_PLUGIN: inside.plugin,
  };
  return [
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    '--die-with-parent',
    '--new-session',
    ...['--hostname', 'sandbox'],
    '--clearenv',
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...shown.flatMap((path) => ['--ro-bind-try', path, path]),
    ...hidden.flatMap((path) => ['--tmpfs', path]),
    ...links.flatMap(({ path, target }) => ['--symlink', target, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--tmpfs', '/run'],
    ...['--dir', '/var/tmp'],
    ...['--ro-bind', passwd, '/etc/passwd', '--ro-bind', group, '/etc/group'],
    ...(['node', 'supervisor', 'plugin', 'opencode'] as const).flatMap((name) => [
      '--ro-bind',
      programs[name],
      inside[name],
    ]),
    ...['--bind', root, '/w', '--chdir', '/w'],
    inside.node,
    inside.supervisor,
  ];
}
