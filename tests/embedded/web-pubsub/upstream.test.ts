import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConnectionEvents } from '../../../adapters/live/connection-events.ts';
import { Inbox } from './inbox.ts';
import { plainProtocol, reliableProtocol, runHub, type RunningHub } from './running-hub.ts';

type Told = { headers: Headers; body: unknown };

const events = new ConnectionEvents({
  host: '127.0.0.1',
  key: 'a key that only tests know, 32 bytes long',
});
let app: Server;
let told: Inbox<Told>;
let status: number;
let running: RunningHub;

beforeEach(async () => {
  told = new Inbox();
  status = 204;
  app = createServer((request, response) => void answer(request, response));
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const { port } = app.address() as AddressInfo;
  running = await runHub({ eventsUrl: `http://127.0.0.1:${port}/api/live/events` });
});
afterEach(async () => {
  await running.close();
  app.closeAllConnections();
  app.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body: unknown = JSON.parse(await text(request));
  const headers = headersOf(request);
  told.add({ headers, body });
  const event = events.read(headers, body);
  response.writeHead(status, event ? events.answer(event) : {}).end();
}

function headersOf({ headers }: IncomingMessage): Headers {
  return new Headers(headers as Record<string, string>);
}

async function addressWith(mark: string): Promise<string> {
  const url = new URL((await running.service.getClientAccessToken({ userId: 'ada' })).url);
  url.searchParams.set('mark', mark);
  return url.href;
}

test.each([plainProtocol, reliableProtocol])('tells the app who comes and goes: %s', async (p) => {
  const { socket, frames } = running.connectRaw(await addressWith('m'), p);
  const [hello] = await frames.take(1);
  const [connect, connected] = await told.take(2);
  expect(events.isSigned(connect?.headers ?? new Headers())).toBe(true);
  expect(connect?.headers.get('ce-connectionId')).toBe(hello?.['connectionId']);
  expect(connect?.headers.get('ce-userId')).toBe('ada');
  expect(connect?.body).toEqual({ query: { mark: ['m'] } });

  const known = { mark: 'm', userId: 'ada' };
  const opened = connected?.headers ?? new Headers();
  expect(events.isSigned(opened)).toBe(true);
  expect(events.read(opened, connected?.body)).toEqual({ type: 'connected', ...known });

  socket.close(1000);
  const [left] = await told.take(1);
  expect(left?.headers.get('ce-connectionId')).toBe(hello?.['connectionId']);
  const headers = left?.headers ?? new Headers();
  expect(events.isSigned(headers)).toBe(true);
  expect(events.read(headers, left?.body)).toEqual({ type: 'disconnected', ...known });
});

test.each([401, 500])('lets nobody in to whom the app says %i', async (refusal) => {
  status = refusal;
  const { socket } = running.connectRaw(await addressWith('m'), plainProtocol);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(response.statusCode).toBe(500);
  response.resume();
  expect(running.hub.counts().connections).toBe(0);
});

test('says nothing of those who are cut off because it stops itself', async () => {
  const { frames } = running.connectRaw(await addressWith('m'), plainProtocol);
  await frames.take(1);
  await told.take(2);
  await running.hub.close();
  status = 401;
  running.connectRaw(await addressWith('last'), plainProtocol);
  const [next] = await told.take(1);
  expect(next?.body).toEqual({ query: { mark: ['last'] } });
});
