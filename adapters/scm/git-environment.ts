import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string>>;

/**
 * The environment for everything between repositories of this machine: no settings of the person
 * or the system, no protocol but files. Git passes variables on to the programs it starts for
 * the other repository, which it does not do with `-c`, so ownership is settled in a file.
 * @param home Harvest's folder for mirrors; exists or is made
 */
export async function closedEnvironment(home: string): Promise<Environment> {
  const settings = join(home, 'gitconfig');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await writeFile(`${settings}.${process.pid}`, '[safe]\n\tdirectory = *\n');
  await rename(`${settings}.${process.pid}`, settings);
  return {
    ...pick(process.env, (name) => ['PATH', 'HOME', 'TMPDIR'].includes(name)),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: settings,
    GIT_ALLOW_PROTOCOL: 'file',
    // A partial clone would otherwise fetch what it misses, the way its own settings say.
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/**
 * What git, the helpers that know the person's credentials, and the way to the network need. All
 * else stays out: the service's own variables hold keys that no remote's helper should see, and a
 * service started from within a git hook must not work on that hook's repository.
 */
const passedOn = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|TZ|LANG|LANGUAGE)$/,
  /^(XDG_\w+|DBUS_SESSION_BUS_ADDRESS|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY)$/,
  /^(GNUPGHOME|PASSWORD_STORE_DIR|GCM_\w+)$/,
  /^(GH|GITHUB|GITLAB)_TOKEN$|^GH_(ENTERPRISE_TOKEN|HOST|CONFIG_DIR)$/,
  /^(GIT_SSL_\w+|SSL_CERT_FILE|SSL_CERT_DIR|CURL_CA_BUNDLE)$/,
  /^(https?|all|no)_proxy$/i,
];

/**
 * The environment for remote repositories: the person's settings and credentials, no questions.
 * @param env the variables of this process
 */
export function ambientEnvironment(env: NodeJS.ProcessEnv = process.env): Environment {
  return {
    ...pick(env, (name) => passedOn.some((pattern) => pattern.test(name))),
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: 'https:http',
    GIT_TERMINAL_PROMPT: '0',
    // Answers nothing, where a window could pop up that nobody sees.
    GIT_ASKPASS: 'true',
  };
}

function pick(env: NodeJS.ProcessEnv, keep: (name: string) => boolean): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && keep(entry[0]),
  );
  return Object.fromEntries(kept);
}
