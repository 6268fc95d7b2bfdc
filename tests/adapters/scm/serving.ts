import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { onTestFinished } from 'vitest';
import type { LocalScm } from '../../../adapters/scm/local.ts';
import type { GitRequest, GitResponse, Repository } from '../../../core/ports/scm.ts';

/** Serves a repository over HTTP as the service does; resolves to the address to clone. */
export function serveRepository(
  scm: LocalScm,
  repository: Repository,
  branch: string,
): Promise<string> {
  return serveGit(scm.clonePath(repository), (request) => scm.serve(repository, branch, request));
}

/** Serves git's requests below the path `prefix` until the test has ended; resolves to its address. */
export async function serveGit(
  prefix: string,
  answer: (request: GitRequest) => Promise<GitResponse>,
): Promise<string> {
  const origin = await listen((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    answer({
      method: request.method ?? 'GET',
      path: pathname.slice(prefix.length),
      query: search,
      headers: request.headers as Record<string, string>,
      body: request.method === 'POST' ? Readable.toWeb(request) : null,
    })
      .then(async ({ status, headers, body }) => {
        response.writeHead(status, headers);
        if (typeof body === 'string') response.end(body);
        else await pipeline(Readable.fromWeb(body as NodeReadableStream), response);
      })
      .catch((error: unknown) => response.destroy(error as Error));
  });
  return origin + prefix;
}

/** Serves HTTP until the test has ended; resolves to the origin. */
export async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
