import { execFile, spawn } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const identity = ['-c', 'user.name=Origin', '-c', 'user.email=origin@localhost'];

/** Text, or where a symbolic link leads. */
export type OriginFiles = Record<string, string | { link: string }>;

/** Makes a bare repository with one commit of `files` on `main`. */
export async function makeOrigin(directory: string, files: OriginFiles) {
  const work = join(directory, 'work');
  const bare = join(directory, 'origin.git');
  await mkdir(work, { recursive: true });
  await run('git', ['init', '-q', '-b', 'main', work]);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(work, name)), { recursive: true });
    if (typeof content === 'string') await writeFile(join(work, name), content);
    else await symlink(content.link, join(work, name));
  }
  await run('git', ['add', '-A'], { cwd: work });
  await run('git', [...identity, 'commit', '-q', '-m', 'First'], { cwd: work });
  await run('git', ['clone', '-q', '--bare', work, bare]);
  await run('git', ['config', 'http.receivepack', 'true'], { cwd: bare });
  return {
    directory: bare,
    git: async (...args: string[]) => (await run('git', args, { cwd: bare })).stdout.trim(),
  };
}

/** Serves a bare repository by git's own CGI program. `path` is what follows its address. */
export function serveGit(
  directory: string,
  path: string,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: '1',
      REQUEST_METHOD: request.method,
      PATH_INFO: path,
      QUERY_STRING: query,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'sandbox',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => {});
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    let status = 200;
    for (const line of output.subarray(0, end).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(': ');
      if (name === 'Status') status = Number.parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.writeHead(status);
    response.end(output.subarray(end + 4));
  });
}
