import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { UsageError } from './errors.ts';

const repositoryRoot = resolve(import.meta.dirname, '..');

export type Settings = {
  /** Origin of the service, without a trailing slash. */
  url: string;
  /** True when the person named the service: it is then never started from here. */
  urlGiven: boolean;
  /** Folder of everything durable; holds the token file. */
  home: string;
  /** Where the person typed the command; npm changes the process's own folder. */
  cwd: string;
  token: string | undefined;
  /** How the person calls this program, for hints. */
  invocation: string;
};

/**
 * Reads the settings from environment variables.
 *
 * @throws UsageError for an address or port that is none
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    url: env.HARVEST_URL ? originOf(env.HARVEST_URL) : `http://127.0.0.1:${portOf(env)}`,
    urlGiven: Boolean(env.HARVEST_URL),
    home: resolve(env.HARVEST_HOME || `${repositoryRoot}/.harvest`),
    cwd: env.HARVEST_CWD || env.INIT_CWD || process.cwd(),
    token: env.HARVEST_TOKEN || undefined,
    invocation: env.npm_lifecycle_event === 'harvest' ? 'npm run harvest --' : 'harvest',
  };
}

function originOf(address: string): string {
  const url = URL.parse(address);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw new UsageError('HARVEST_URL must be an http or https address.');
  return url.origin;
}

function portOf(env: NodeJS.ProcessEnv): number {
  const port = Number(env.HARVEST_PORT || 7071);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError('HARVEST_PORT must be a number from 1 to 65535.');
  return port;
}

/** An absolute path, as the person meant it: `~` and relative paths start where they typed. */
export function resolvePath(path: string, cwd: string): string {
  if (path === '~' || path.startsWith('~/')) return resolve(homedir(), path.slice(2));
  return resolve(cwd, path);
}
