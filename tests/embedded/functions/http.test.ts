import http from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimHttpFunctions } from '../../../embedded/functions/http/http-functions.ts';
import { HttpHost } from '../../../embedded/functions/http/http-host.ts';
import { startWorker } from '../../../embedded/functions/start-worker.ts';
import type { ExtraInputs, StartedWorker } from '../../../embedded/functions/worker.ts';
import { writeApp } from './test-app.ts';

const app = writeApp(`
  import { app, HttpResponse, input } from '@azure/functions';
  import { Readable } from 'node:stream';

  app.setup({ enableHttpStream: true });
  const http = (name, route, methods, handler, more) =>
    app.http(name, { route, methods, handler, ...more });

  http('hello', 'hello/{name}', ['GET'], (request) => ({
    jsonBody: { params: request.params, query: request.query.get('q'), url: request.url },
  }));
  http('echo', 'echo', ['POST'], async (request) => ({
    status: 201,
    jsonBody: { got: await request.json(), header: request.headers.get('x-test') },
  }));
  http('bytes', 'bytes', ['GET'], () => ({ body: new Uint8Array([1, 2, 3]) }));
  http('text', 'text', ['GET'], () => ({ body: 'plain', headers: { 'x-app': 'yes' } }));
  http('cookies', 'cookies', ['GET'], () => ({
    cookies: [{ name: 'a', value: '1', httpOnly: true }, { name: 'b', value: '2' }],
  }));
  http('instance', 'instance', ['GET'], () => new HttpResponse({ status: 202, body: 'made' }));
  http('nothing', 'nothing', ['GET'], () => undefined);
  http('throws', 'throws', ['GET', 'POST'], () => { throw new Error('the secret reason'); });
  http('unsendable', 'unsendable', ['GET'], () => ({ status: 99 }));
  http('string', 'string', ['GET'], () => 'text');
  http('node-stream', 'node-stream', ['GET'], () => ({ body: Readable.from(['a', 'b']) }));
  http('breaks', 'breaks', ['GET'], () => ({
    body: new ReadableStream({
      pull(controller) {
        if (this.sent) controller.error(new Error('broken'));
        else controller.enqueue('first');
        this.sent = true;
      },
    }),
  }));

  http('upload', 'upload', ['POST'], async (request) => {
    let bytes = 0;
    let peak = 0;
    for await (const chunk of request.body) {
      bytes += chunk.length;
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    return { jsonBody: { bytes, peak } };
  });
  http('refuse', 'refuse', ['POST'], async (request) => {
    for await (const chunk of request.body) if (chunk.length > 0) return { status: 413 };
  });

  http('ignore', 'ignore', ['POST'], () => ({ status: 413 }));

  globalThis.observed = { pulls: 0 };
  http('download', 'download', ['GET'], (request) => {
    let left = Number(request.query.get('chunks'));
    return {
      body: new ReadableStream({
        pull(controller) {
          globalThis.observed.pulls += 1;
          if (left-- > 0) controller.enqueue(new Uint8Array(65_536));
          else controller.close();
        },
        cancel(reason) { globalThis.observed.onCancel?.(reason); },
      }, { highWaterMark: 0 }),
    };
  });
  http('events', 'events', ['GET'], () => ({
    headers: { 'content-type': 'text/event-stream' },
    body: new ReadableStream({
      start(controller) { globalThis.observed.events = controller; },
      cancel(reason) { globalThis.observed.onCancel?.(reason); },
    }),
  }));
  http('reads', 'reads', ['POST'], async (request) => {
    try { await request.text(); } catch (error) { globalThis.observed.onReadError?.(error); throw error; }
  });
  http('extra', 'extra', ['GET'], (request, context) => ({
    jsonBody: context.extraInputs.get('client'),
  }), { extraInputs: [input.generic({ type: 'durableClient', name: 'client' })] });
`);

type Observed = {
  pulls: number;
  events?: { enqueue(chunk: string): void; close(): void };
  onCancel?: (reason: unknown) => void;
  onReadError?: (error: unknown) => void;
};
const observed = (): Observed => (globalThis as unknown as { observed: Observed }).observed;

const extraInputs: ExtraInputs = ({ bindings }) =>
  'client' in bindings ? { client: '{"taskHubName":"hub"}' } : {};

const logged: Array<{ level: string; code: string; message: string; fields: unknown }> = [];
let worker: StartedWorker;
let host: HttpHost;
let port: number;
let base: string;

beforeAll(async () => {
  const log = (level: string, code: string, message: string, fields: unknown = {}): void => {
    logged.push({ level, code, message, fields });
  };
  worker = await startWorker({ appDirectory: app.directory, log });
  host = new HttpHost({ log });
  port = await host.listen(0);
  host.claims.push(claimHttpFunctions(worker, 'api', extraInputs));
  host.open();
  base = `http://127.0.0.1:${port}/api`;
});

afterAll(async () => {
  await host.close(0);
  await worker.stop();
  app.remove();
});

describe('what handlers get and return', () => {
  it('passes route parameters, query and the outer URL', async () => {
    const answer = await fetch(`${base}/hello/a%20b?q=1`);
    expect(await answer.json()).toEqual({
      params: { name: 'a b' },
      query: '1',
      url: `${base}/hello/a%20b?q=1`,
    });
  });

  it('passes body and headers, and returns status and JSON', async () => {
    const answer = await fetch(`${base}/echo`, {
      method: 'POST',
      body: JSON.stringify({ a: 1 }),
      headers: { 'x-test': 'yes' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({ got: { a: 1 }, header: 'yes' });
  });

  it('returns bytes, text, headers, cookies and library responses', async () => {
    expect(await (await fetch(`${base}/bytes`)).bytes()).toEqual(new Uint8Array([1, 2, 3]));
    const plain = await fetch(`${base}/text`);
    expect([plain.headers.get('x-app'), await plain.text()]).toEqual(['yes', 'plain']);
    const cookies = await fetch(`${base}/cookies`);
    expect(cookies.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    const instance = await fetch(`${base}/instance`);
    expect([instance.status, await instance.text()]).toEqual([202, 'made']);
    expect(await (await fetch(`${base}/node-stream`)).text()).toBe('ab');
  });

  it('passes extra inputs', async () => {
    expect(await (await fetch(`${base}/extra`)).json()).toEqual({ taskHubName: 'hub' });
  });

  it('answers HEAD where there is a GET route, without a body', async () => {
    const answer = await fetch(`${base}/text`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('x-app'), await answer.text()]).toEqual([
      200,
      'yes',
      '',
    ]);
    const before = observed().pulls;
    expect((await fetch(`${base}/download?chunks=9`, { method: 'HEAD' })).status).toBe(200);
    expect(observed().pulls).toBe(before);
  });
});

describe('answers of the host', () => {
  it('is 204 for a handler that returns nothing', async () => {
    const answer = await fetch(`${base}/nothing`);
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });

  it.each(['throws', 'unsendable', 'string'])('is a 500 problem for %s', async (route) => {
    const answer = await fetch(`${base}/${route}`);
    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const requestId = answer.headers.get('x-request-id');
    const body = await answer.text();
    expect(JSON.parse(body)).toMatchObject({ status: 500, requestId });
    expect(body).not.toContain('secret');
    expect(logged).toContainEqual(
      expect.objectContaining({
        code: 'host.function-failed',
        fields: { function: route, requestId },
      }),
    );
  });

  it('is 404 for an unknown path and 405 with Allow for another method', async () => {
    const unknown = await fetch(`${base}/unknown`);
    expect(unknown.status).toBe(404);
    const problem = (await unknown.json()) as object;
    expect(problem).toMatchObject({ code: 'not_found', title: expect.stringContaining('nothing') });
    // Its title says all there is to say.
    expect(problem).not.toHaveProperty('detail');
    expect((await fetch(`http://127.0.0.1:${port}/elsewhere`)).status).toBe(404);
    const answer = await fetch(`${base}/throws`, { method: 'PUT' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(await answer.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
  });

  it('breaks the connection off when a body fails half way', async () => {
    const answer = await fetch(`${base}/breaks`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  it.each(['refuse', 'ignore'])('reaches a client that still uploads (%s)', async (route) => {
    const request = http.request(`${base}/${route}`, { method: 'POST', agent: false });
    request.on('error', () => {});
    const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
    request.write(Buffer.alloc(4_000_000));
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    request.destroy();
  });

  it.each(['refuse', 'ignore'])('leaves a connection usable after %s', async (route) => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let turn = 0; turn < 2; turn++) {
      const request = http.request(`${base}/${route}`, { method: 'POST', agent });
      const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
      request.write(Buffer.alloc(4_000_000));
      const [response] = await answered;
      ports.add(request.socket?.localPort);
      request.end(Buffer.alloc(4_000_000));
      await text(response);
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });
});

describe('streaming', () => {
  it('delivers server-sent events one by one', async () => {
    const answer = await fetch(`${base}/events`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (const event of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) {
      observed().events!.enqueue(event);
      expect((await reader.read()).value).toBe(event);
    }
    observed().events!.close();
    expect((await reader.read()).done).toBe(true);
  });

  it('cancels the body of a client that goes away', async () => {
    const cancelled = new Promise((resolve) => (observed().onCancel = resolve));
    const abort = new AbortController();
    await fetch(`${base}/events`, { signal: abort.signal });
    abort.abort();
    expect(await cancelled).toEqual(new Error('The client went away.'));
  });

  it('fails the request body of a client that goes away', async () => {
    const failed = new Promise((resolve) => (observed().onReadError = resolve));
    const request = http.request(`${base}/reads`, { method: 'POST' });
    request.on('error', () => {});
    request.write('half', () => request.destroy());
    expect(await failed).toBeInstanceOf(Error);
  });

  it('produces a download no faster than it is read', async () => {
    const before = observed().pulls;
    const cancelled = new Promise((resolve) => (observed().onCancel = resolve));
    const request = http.get(`${base}/download?chunks=100000`);
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    await once(response, 'readable');
    // A second exchange after the buffers have filled: by then an unpaced body had been produced.
    for (let i = 0; i < 50; i++) await text((await fetch(`${base}/text`)).body!);
    expect(observed().pulls - before).toBeLessThan(1_000);
    response.destroy();
    await cancelled;
  });

  it('moves 100 MB each way without holding them', async () => {
    const chunks = 1_600;
    const before = process.memoryUsage.rss();
    let received = 0;
    let peak = 0;
    for await (const chunk of (await fetch(`${base}/download?chunks=${chunks}`)).body!) {
      received += chunk.length;
      peak = Math.max(peak, process.memoryUsage.rss());
    }
    expect(received).toBe(chunks * 65_536);

    const request = http.request(`${base}/upload`, { method: 'POST' });
    const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
    const chunk = Buffer.alloc(65_536);
    for (let i = 0; i < chunks; i++) if (!request.write(chunk)) await once(request, 'drain');
    request.end();
    const uploaded = JSON.parse(await text((await answered)[0])) as { bytes: number; peak: number };
    expect(uploaded.bytes).toBe(chunks * 65_536);
    expect(Math.max(peak, uploaded.peak) - before).toBeLessThan(100_000_000);
  });
});
