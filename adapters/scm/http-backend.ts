import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { GitRequest, GitResponse } from '../../core/ports/scm.ts';
import { readCgiHead } from './cgi-head.ts';

/** The smart protocol's three requests; everything else, dumb file access included, is not there. */
const routes: ReadonlySet<string> = new Set([
  'GET /info/refs?service=git-upload-pack',
  'GET /info/refs?service=git-receive-pack',
  'POST /git-upload-pack',
  'POST /git-receive-pack',
]);

/** Whether the request begins a push, which asks first what there is. */
export function isPush({ query }: GitRequest): boolean {
  return query.includes('service=git-receive-pack');
}

export type HttpBackendOptions = {
  /** The bare repository to serve. */
  repository: string;
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
};

/**
 * Answers one request with git's own HTTP service. Both bodies stream; cancelling the answer's
 * body, or a request body that breaks off, ends git.
 */
export async function runHttpBackend(
  request: GitRequest,
  { repository, env, timeoutMs }: HttpBackendOptions,
): Promise<GitResponse> {
  const query = request.query.replace(/^\?/, '');
  const route = `${request.method} ${request.path}${query ? `?${query}` : ''}`;
  if (!routes.has(route)) return plain(404, 'There is nothing at this address.\n');

  const child = spawn('git', ['http-backend'], {
    env: {
      ...env,
      GIT_PROJECT_ROOT: dirname(repository),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${basename(repository)}${request.path}`,
      REQUEST_METHOD: request.method,
      QUERY_STRING: query,
      REMOTE_USER: 'sandbox',
      CONTENT_TYPE: header(request, 'content-type'),
      HTTP_CONTENT_ENCODING: header(request, 'content-encoding'),
      GIT_PROTOCOL: header(request, 'git-protocol'),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: timeoutMs,
  });
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  await started;

  const body = request.body ? Readable.fromWeb(request.body) : Readable.from([]);
  // Git may answer before it has read everything, which breaks the pipe and is not an error.
  pipeline(body, child.stdin).catch(() => {
    if (body.errored) child.kill();
  });

  const answer = await readCgiHead(child.stdout);
  if (!answer) {
    child.kill();
    return plain(500, 'Git did not answer.\n');
  }
  return {
    status: answer.status,
    headers: answer.headers,
    body: new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { done, value } = await answer.rest.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel() {
        child.kill();
      },
    }),
  };
}

function header({ headers }: GitRequest, name: string): string {
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return found?.[1] ?? '';
}

function plain(status: number, body: string): GitResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
