import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from './errors.ts';
import type { Settings } from './settings.ts';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);
const missing = new Set(['ENOENT', 'ENOTDIR']);

/**
 * The token for the service. The file belongs to the service of this machine, so that it is sent
 * to no other; for those HARVEST_TOKEN is needed.
 *
 * @throws CliError when there is none or it cannot be read, saying where it is looked for
 */
export async function readToken({ token, url, home }: Settings): Promise<string> {
  if (token) return token;
  if (!loopback.has(new URL(url).hostname))
    throw new CliError(`Set HARVEST_TOKEN to your token for ${url}.`, 'unauthenticated');
  const file = join(home, 'token');
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const message = missing.has(code)
      ? `There is no token in ${file}. Start the service with \`npm start\`, which writes one, or set HARVEST_TOKEN.`
      : `The token in ${file} cannot be read (${code}). Ask as the user who started the service, or set HARVEST_TOKEN.`;
    throw new CliError(message, 'unauthenticated', { cause });
  }
}
