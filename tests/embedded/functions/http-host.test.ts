import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpHost, type HttpHostOptions } from '../../../embedded/functions/http/http-host.ts';

const hosts: HttpHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close(0)));
});

async function listen(
  options: Partial<HttpHostOptions> = {},
): Promise<{ host: HttpHost; port: number }> {
  const host = new HttpHost({ log: () => {}, ...options });
  hosts.push(host);
  return { host, port: await host.listen(0) };
}

async function get(
  port: number,
  path: string,
  headers: http.OutgoingHttpHeaders = {},
): Promise<{ status: number | undefined; headers: http.IncomingHttpHeaders; body: string }> {
  const request = http.get({ port, host: '127.0.0.1', path, headers, agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

const answer =
  (body: string) =>
  (_request: unknown, response: http.ServerResponse): void => {
    response.end(body);
  };

/** The status line and all the rest of what is answered to an upgrade. */
async function upgrade(port: number, path: string, headers: Record<string, string> = {}) {
  const socket = net.connect(port, '127.0.0.1');
  const all = {
    host: `127.0.0.1:${port}`,
    connection: 'Upgrade',
    upgrade: 'test',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
  return text(socket);
}

describe('claims', () => {
  it('go by the longest prefix, then to the fallback', async () => {
    const { host, port } = await listen();
    host.claims.push({ prefix: '/api/', handle: answer('functions') });
    host.claims.push({ prefix: '/api/hubs/', handle: answer('hub') });
    host.open();
    expect((await get(port, '/api/hubs/live')).body).toBe('hub');
    expect((await get(port, '/api/health')).body).toBe('functions');
    const nobody = await get(port, '/index.html');
    expect([nobody.status, nobody.headers['content-type']]).toEqual([
      404,
      'application/problem+json',
    ]);
    host.fallback = answer('console');
    expect((await get(port, '/index.html')).body).toBe('console');
  });

  it('are made before the host opens; until then it is starting', async () => {
    const { host, port } = await listen();
    host.fallback = answer('open');
    expect((await get(port, '/')).status).toBe(503);
    host.open();
    expect((await get(port, '/')).body).toBe('open');
  });

  it('of upgrades get the socket', async () => {
    const { host, port } = await listen();
    host.upgrades.push({ prefix: '/client/', upgrade: (_request, socket) => socket.end('taken') });
    host.open();
    expect(await upgrade(port, '/client/hubs/live')).toBe('taken');
    expect(await upgrade(port, '/other')).toMatch(/^HTTP\/1.1 404 /);
    expect(await upgrade(port, '/client/', { origin: 'http://evil.example' })).toMatch(
      /^HTTP\/1.1 403 /,
    );
  });

  it('that throw fail their own request alone', async () => {
    const logged: string[] = [];
    const { host, port } = await listen({ log: (_level, code) => logged.push(code) });
    const fail = (): never => {
      throw new Error('secret detail');
    };
    host.claims.push({ prefix: '/broken/', handle: fail });
    host.upgrades.push({ prefix: '/broken/', upgrade: fail });
    host.fallback = answer('ok');
    host.open();
    const failed = await get(port, '/broken/');
    expect([failed.status, failed.headers['content-type']]).toEqual([
      500,
      'application/problem+json',
    ]);
    expect(failed.body).not.toContain('secret');
    expect(await upgrade(port, '/broken/')).toBe('');
    expect((await get(port, '/')).body).toBe('ok');
    expect(logged).toEqual(['host.request-failed', 'host.upgrade-failed']);
  });

  it('see the request id that the client gets', async () => {
    const { host, port } = await listen();
    host.fallback = (request, response) => response.end(request.headers['x-request-id']);
    host.open();
    const { headers, body } = await get(port, '/', { 'x-request-id': 'forged' });
    expect(headers['x-request-id']).toBe(body);
    expect(body).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('foreign requests', () => {
  it.each([
    ['own address', (port: number) => ({ host: `127.0.0.1:${port}` }), 200],
    ['own name', (port: number) => ({ host: `LOCALHOST:${port}` }), 200],
    ['name of the console', (port: number) => ({ host: `harvest.localhost:${port}` }), 200],
    [
      'page of the console',
      (port: number) => ({ origin: `http://harvest.localhost:${port}` }),
      200,
    ],
    ['own page', (port: number) => ({ origin: `http://localhost:${port}` }), 200],
    ['allowed host', () => ({ host: 'harvest.example' }), 200],
    ['allowed origin', () => ({ origin: 'chrome-extension://abc' }), 200],
    ['rebound name', (port: number) => ({ host: `evil.example:${port}` }), 403],
    ['other port', () => ({ host: '127.0.0.1:1' }), 403],
    ['foreign page', () => ({ origin: 'http://evil.example' }), 403],
    ['page without origin', () => ({ origin: 'null' }), 403],
  ])('%s', async (_name, headers, status) => {
    const { host, port } = await listen({
      allowedHosts: ['harvest.example'],
      allowedOrigins: ['chrome-extension://abc'],
    });
    host.fallback = answer('ok');
    host.open();
    expect((await get(port, '/', headers(port))).status).toBe(status);
  });
});

describe('the listener', () => {
  it('says what to do when its port is taken', async () => {
    const { port } = await listen();
    const second = new HttpHost({ log: () => {} });
    await expect(second.listen(port)).rejects.toThrow(`Port ${port} is in use`);
  });

  it('lets a request in flight end when it closes, and accepts no other', async () => {
    const { host, port } = await listen();
    const arrived = Promise.withResolvers<http.ServerResponse>();
    host.fallback = (_request, response) => arrived.resolve(response);
    host.open();
    const agent = new http.Agent({ keepAlive: true });
    const request = http.get({ port, host: '127.0.0.1', agent });
    const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
    const response = await arrived.promise;
    const closed = host.close(60_000);
    await expect(get(port, '/')).rejects.toThrow('ECONNREFUSED');
    response.end('done');
    expect(await text((await answered)[0])).toBe('done');
    await closed;
    agent.destroy();
  });

  it('cuts what has not ended in time', async () => {
    const { host, port } = await listen();
    host.fallback = (_request, response) => response.write('begun');
    host.open();
    const request = http.get({ port, host: '127.0.0.1', agent: false });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    const closed = host.close(10);
    await expect(text(response)).rejects.toThrow();
    await closed;
  });
});
