import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** Made up for the fake. */
export const storageToken = 'the-token-of-an-identity';

export type FakeStorage = {
  /** Of the one container that there is. */
  containerUrl: string;
  /** Answers as many requests with this status, or breaks the connection off for `cut`. */
  fail(effect: number | 'cut', times: number): void;
  close(): Promise<void>;
};

type Stored = Map<string, Buffer>;

/** A storage account over HTTP: block blobs put, read and deleted in one container, and 501 beyond. */
export async function startFakeStorage(): Promise<FakeStorage> {
  const stored: Stored = new Map();
  let failure: { effect: number | 'cut'; times: number } | undefined;
  const serve = (request: IncomingMessage, body: Buffer, response: ServerResponse): void => {
    if (!failure || failure.times-- <= 0) answer(stored, request, body, response);
    else if (failure.effect === 'cut') request.socket.destroy();
    else response.writeHead(failure.effect).end();
  };
  const server = createServer((request, response) => {
    void buffer(request).then((body) => serve(request, body, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    containerUrl: `http://127.0.0.1:${port}/account/blobs`,
    fail(effect, times) {
      failure = { effect, times };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(
  stored: Stored,
  { method, url = '', headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const refuse = (status: number, code: string): void => {
    response.writeHead(status, { 'x-ms-error-code': code }).end();
  };
  if (headers.authorization !== `Bearer ${storageToken}`)
    return refuse(401, 'InvalidAuthenticationInfo');
  if (!/^\d{4}-\d\d-\d\d$/.test(String(headers['x-ms-version'])))
    return refuse(400, 'InvalidHeaderValue');
  const [, account, container, id, ...rest] = url.split('/');
  if (account !== 'account' || !id || rest.length > 0 || id.includes('?'))
    return refuse(501, 'NotImplemented');
  if (container !== 'blobs') return refuse(404, 'ContainerNotFound');
  if (method === 'PUT' && headers['x-ms-blob-type'] === 'BlockBlob') {
    stored.set(id, body);
    response.writeHead(201).end();
    return;
  }
  if (method !== 'GET' && method !== 'DELETE') return refuse(501, 'NotImplemented');
  const found = stored.get(id);
  if (!found) return refuse(404, 'BlobNotFound');
  if (method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found);
    return;
  }
  stored.delete(id);
  response.writeHead(202).end();
}
