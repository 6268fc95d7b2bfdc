import { afterEach, expect, test } from 'vitest';
import {
  anyGroup,
  plainProtocol,
  reliableProtocol,
  runHub,
  type RunningHub,
} from './running-hub.ts';

let running: RunningHub;
afterEach(() => running.close());

async function viewerOf(group: string, protocol: string) {
  const { url } = await running.service.getClientAccessToken({ groups: [group], roles: anyGroup });
  const viewer = running.connectRaw(url, protocol);
  await viewer.frames.take(1);
  return viewer;
}

test('a reliable client that acknowledges nothing is closed with 1008', async () => {
  running = await runHub();
  const { frames, closed } = await viewerOf('g', reliableProtocol);
  for (let count = 0; count < 1_000; count++) running.hub.sendToGroup('g', count);
  await frames.take(1_000);
  expect(running.hub.counts().connections).toBe(1);
  running.hub.sendToGroup('g', 'one too many');
  expect(await closed).toBe(1008);
  expect(running.hub.counts().connections).toBe(0);
});

test('the bytes of unacknowledged messages are bounded too', async () => {
  running = await runHub({ limits: { maxUnackedBytes: 10_000 } });
  const { closed } = await viewerOf('g', reliableProtocol);
  for (let count = 0; count < 3; count++) running.hub.sendToGroup('g', 'x'.repeat(4_000));
  expect(await closed).toBe(1008);
});

test('messages for a client that has lost its socket are bounded as well', async () => {
  running = await runHub({ limits: { maxUnackedMessages: 5 } });
  const { socket, closed } = await viewerOf('g', reliableProtocol);
  socket.terminate();
  await closed;
  for (let count = 0; count < 6; count++) running.hub.sendToGroup('g', count);
  expect(running.hub.counts()).toMatchObject({ connections: 0, groups: 0 });
});

test.each([plainProtocol, reliableProtocol])(
  'a client that does not read is cut off, whatever it acknowledges (%s)',
  async (protocol) => {
    running = await runHub({ limits: { maxUnackedBytes: 1e9, maxUnackedMessages: 1e9 } });
    const { socket } = await viewerOf('g', protocol);
    socket.pause();
    const message = 'x'.repeat(512 * 1024);
    let sent = 0;
    while (running.hub.sendToGroup('g', message) > 0) sent++;
    expect(sent).toBeLessThan(40);
    expect(running.hub.counts().connections).toBe(0);
  },
);

test('a frame above 1 MiB closes its connection, one below passes', async () => {
  running = await runHub();
  const receiver = await running.connect({ groups: ['g'] });
  const { socket, closed } = await viewerOf('other', plainProtocol);
  const frame = (length: number) =>
    JSON.stringify({ type: 'sendToGroup', group: 'g', dataType: 'text', data: 'x'.repeat(length) });
  socket.send(frame(1_048_000));
  const [message] = await receiver.groupMessages.take(1);
  expect(message?.data).toHaveLength(1_048_000);
  socket.send(frame(1_048_577));
  expect(await closed).toBe(1009);
});

test('a REST message above 1 MiB is refused with 413', async () => {
  running = await runHub();
  for (const length of [1_048_577, 20_000_000]) {
    const sending = running.service.sendToAll('x'.repeat(length), { contentType: 'text/plain' });
    await expect(sending).rejects.toMatchObject({ statusCode: 413 });
  }
});
