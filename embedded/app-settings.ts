import { execFileSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { ConfigurationError, readSettings, type Settings } from '../adapters/configuration.ts';
import type { Home } from './home.ts';

/**
 * The settings that the single-machine host gives to the app. Its addresses, secrets and Node are
 * its own, whatever the environment says: HARVEST_TOKEN there is what a client sends elsewhere. A
 * person may choose the rest.
 */
export function appSettings(given: {
  root: string;
  home: Home;
  port: number;
  consoleUrl: string;
  code: string;
  env: Readonly<Record<string, string | undefined>>;
}): Record<string, string> {
  const { root, home, port, consoleUrl, code, env } = given;
  const url = `http://127.0.0.1:${port}`;
  return {
    HARVEST_HOME: home.directory,
    HARVEST_PUBLIC_URL: url,
    HARVEST_CONSOLE_URL: consoleUrl,
    HARVEST_SECRET: home.secret,
    HARVEST_TOKEN: home.token,
    HARVEST_SIGN_IN_CODE: code,
    HARVEST_NODE: process.execPath,
    WEB_PUBSUB_CONNECTION_STRING: `Endpoint=http://127.0.0.1;Port=${port};AccessKey=${home.secret};Version=1.0;`,
    // durable-functions rewrites the host's addresses without it.
    WEBSITE_HOSTNAME: `127.0.0.1:${port}`,

    HARVEST_RUNTIME: resolve(env['HARVEST_RUNTIME'] || join(root, 'dist')),
    HARVEST_OPENCODE: env['HARVEST_OPENCODE'] || installedOpenCode(root),
    HARVEST_USER_NAME: env['HARVEST_USER_NAME'] || gitSetting('user.name') || 'You',
    HARVEST_USER_EMAIL: env['HARVEST_USER_EMAIL'] || gitSetting('user.email') || '',
  };
}

/**
 * Reads what a person has set, so that all that is wrong with it is said before anything is made.
 * What the host gives is not there yet; something that would do stands for it.
 * @throws ConfigurationError
 */
export function personalSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const secret = '-'.repeat(16);
  const given = {
    HARVEST_HOME: '.',
    HARVEST_PUBLIC_URL: 'http://127.0.0.1',
    HARVEST_CONSOLE_URL: undefined,
    HARVEST_SECRET: secret,
    HARVEST_TOKEN: secret,
    HARVEST_SIGN_IN_CODE: undefined,
    HARVEST_NODE: process.execPath,
    HARVEST_RUNTIME: '.',
    HARVEST_OPENCODE: '.',
    WEB_PUBSUB_CONNECTION_STRING: 'Endpoint=',
  };
  const settings = readSettings({ ...env, ...given }, 'embedded');
  const opencode = env['HARVEST_OPENCODE'];
  // A run would only find that its sandbox is lost.
  if (opencode?.includes('/') && !isProgram(opencode))
    throw new ConfigurationError(['HARVEST_OPENCODE: must be a program that this user may run']);
  return settings;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function installedOpenCode(root: string): string {
  try {
    const require = createRequire(join(root, 'package.json'));
    return join(dirname(require.resolve('opencode-linux-x64/package.json')), 'bin', 'opencode');
  } catch {
    // Not packaged for this machine: take the one that is installed, if any.
    return 'opencode';
  }
}

/** Commits carry the name that the person uses with git. */
function gitSetting(name: string): string | undefined {
  try {
    return execFileSync('git', ['config', '--get', name], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
