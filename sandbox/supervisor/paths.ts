import { join } from 'node:path';

/** Where things are inside a sandbox. Sessions of OpenCode are bound to the absolute `repo`. */
export type SandboxPaths = ReturnType<typeof sandboxPaths>;

/** The layout below `root`, which is `/w` wherever the sandbox has its own file system. */
export function sandboxPaths(root: string) {
  const home = join(root, 'home');
  const state = join(root, 'state');
  return {
    root,
    repo: join(root, 'repo'),
    home,
    state,
    tmp: join(root, 'tmp'),
    /** What people attached to prompts, kept out of the repository. */
    attachments: join(root, 'attachments'),
    database: join(state, 'supervisor.db'),
    /** Written to find out whether there is room, and removed. */
    roomProbe: join(state, 'room'),
    opencodeConfig: join(state, 'opencode.json'),
    modelCatalogue: join(state, 'models.json'),
    instructions: join(state, 'instructions.md'),
    /** Exists once the clone and its setup are complete, so a half-made one is never trusted. */
    workspaceReady: join(state, 'workspace-ready'),
    /** What the plugin's write gate waits for. */
    syncFlag: join(state, 'synced'),
  };
}

/** Environment that keeps a program's own files below the sandbox's root. */
export function homeEnvironment(paths: SandboxPaths): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: paths.home,
    TMPDIR: paths.tmp,
    XDG_DATA_HOME: join(paths.home, '.local/share'),
    XDG_CONFIG_HOME: join(paths.home, '.config'),
    XDG_STATE_HOME: join(paths.home, '.local/state'),
    XDG_CACHE_HOME: join(paths.home, '.cache'),
    // Lets whoever has to clean up recognise the sandbox's processes where there is no namespace.
    HARVEST_ROOT: paths.root,
  };
}
