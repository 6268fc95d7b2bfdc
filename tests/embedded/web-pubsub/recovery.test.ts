import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { anyGroup, reliableProtocol, runHub, type RunningHub } from './running-hub.ts';

let running: RunningHub;
let now: number;
beforeEach(async () => {
  now = Date.now();
  running = await runHub({ clock: () => now });
});
afterEach(() => running.close());

const number = ({ data }: { data: unknown }) => data;
const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** A bare reliable client in group `g` that has lost its socket, as the hub has noticed. */
async function lostClient() {
  const { url } = await running.service.getClientAccessToken({ userId: 'ann', groups: ['g'] });
  const { socket, frames } = running.connectRaw(url, reliableProtocol);
  const [hello] = await frames.take(1);
  socket.terminate();
  await vi.waitFor(() => expect(running.hub.counts().recovering).toBe(1));
  const recoveryUrl = (token: string) =>
    `${url}&awps_connection_id=${String(hello?.connectionId)}&awps_reconnection_token=${token}`;
  return { recoveryUrl, token: String(hello?.reconnectionToken) };
}

test('the SDK recovers a dropped socket without loss, repetition or a new connection', async () => {
  const viewer = await running.connect({ userId: 'ann', groups: ['g'] });
  for (const value of range(0, 20)) running.hub.sendToGroup('g', value);
  running.dropSockets();
  for (const value of range(20, 50)) running.hub.sendToGroup('g', value);
  const received = await viewer.groupMessages.take(50);
  expect(received.map(number)).toEqual(range(0, 50));
  expect(await running.service.connectionExists(viewer.connectionId)).toBe(true);
  running.hub.sendToGroup('g', 50);
  expect((await viewer.groupMessages.take(1)).map(number)).toEqual([50]);
});

test('groups and roles outlive a dropped socket', async () => {
  const viewer = await running.connect({ userId: 'ann', roles: anyGroup });
  await viewer.client.joinGroup('g');
  running.dropSockets();
  running.hub.sendToGroup('g', 'replayed');
  await viewer.groupMessages.take(1);
  await viewer.client.sendToGroup('g', 'sent', 'text');
  expect((await viewer.groupMessages.take(1)).map(number)).toEqual(['sent']);
});

test('within the window everything unacknowledged is sent again, in order', async () => {
  const { recoveryUrl, token } = await lostClient();
  for (const value of range(0, 40)) running.hub.sendToGroup('g', value);
  now += 29_999;
  const { frames } = running.connectRaw(recoveryUrl(token), reliableProtocol);
  const replayed = await frames.take(40);
  expect(replayed.map(({ sequenceId }) => sequenceId)).toEqual(range(1, 41));
  expect(replayed.map(({ data }) => data)).toEqual(range(0, 40));
});

test('who is disconnected while the socket is lost cannot recover', async () => {
  const { recoveryUrl, token } = await lostClient();
  await running.service.closeUserConnections('ann');
  expect(running.hub.counts()).toMatchObject({ connections: 0, recovering: 0 });
  expect(await running.connectRaw(recoveryUrl(token), reliableProtocol).closed).toBe(1008);
});

test('after the window the connection is gone, and 1008 tells the client so', async () => {
  const { recoveryUrl, token } = await lostClient();
  now += 30_000;
  const { closed } = running.connectRaw(recoveryUrl(token), reliableProtocol);
  expect(await closed).toBe(1008);
  expect(running.hub.counts()).toMatchObject({ connections: 0, recovering: 0, groups: 0 });
});

test('a wrong reconnection token recovers nothing and does no harm', async () => {
  const { recoveryUrl, token } = await lostClient();
  const thief = running.connectRaw(recoveryUrl('x'.repeat(token.length)), reliableProtocol);
  expect(await thief.closed).toBe(1008);
  running.hub.sendToGroup('g', 'mine');
  const owner = running.connectRaw(recoveryUrl(token), reliableProtocol);
  expect(await owner.frames.take(1)).toMatchObject([{ data: 'mine' }]);
});

test('acknowledged messages are not sent again', async () => {
  const { recoveryUrl, token } = await lostClient();
  for (const value of range(0, 10)) running.hub.sendToGroup('g', value);
  const second = running.connectRaw(recoveryUrl(token), reliableProtocol);
  await second.frames.take(10);
  second.socket.send('{"type":"sequenceAck","sequenceId":7}');
  second.socket.send('{"type":"ping"}');
  await second.frames.take(1);
  second.socket.terminate();
  const third = running.connectRaw(recoveryUrl(token), reliableProtocol);
  const replayed = await third.frames.take(3);
  expect(replayed.map(({ sequenceId }) => sequenceId)).toEqual([8, 9, 10]);
});

test('a client that says goodbye with 1000 is not waited for', async () => {
  const { url } = await running.service.getClientAccessToken();
  const { socket, frames, closed } = running.connectRaw(url, reliableProtocol);
  await frames.take(1);
  socket.close(1000);
  await closed;
  await vi.waitFor(() => {
    expect(running.hub.counts()).toMatchObject({ connections: 0, recovering: 0 });
  });
});

test('a connection closed by the service connects anew and joins its groups again', async () => {
  const viewer = await running.connect({ userId: 'ann', roles: anyGroup });
  await viewer.client.joinGroup('g');
  await running.service.closeConnection(viewer.connectionId, { reason: 'moved' });
  expect(await viewer.disconnections.take(1)).toEqual(['moved']);
  const [connectionId] = await viewer.connections.take(1);
  expect(connectionId).not.toBe(viewer.connectionId);
  running.hub.sendToGroup('g', 'again');
  expect((await viewer.groupMessages.take(1)).map(number)).toEqual(['again']);
});
