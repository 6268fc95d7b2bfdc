import { WebPubSubJsonProtocol, WebPubSubJsonReliableProtocol } from '@azure/web-pubsub-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  anyGroup,
  plainProtocol,
  reliableProtocol,
  runHub,
  type RunningHub,
} from './running-hub.ts';

let running: RunningHub;
beforeAll(async () => {
  running = await runHub();
});
afterAll(() => running.close());

describe.each([
  ['reliable', WebPubSubJsonReliableProtocol],
  ['plain', WebPubSubJsonProtocol],
])('the client SDK with the %s protocol', (name, protocol) => {
  const join = (userId: string, groups: string[] = []) =>
    running.connect({ userId, roles: anyGroup, groups }, { protocol: protocol() });

  test('sends JSON, text and binary to a group it has joined', async () => {
    const group = `types-${name}`;
    const sender = await join('ann');
    const receiver = await join('bob');
    await receiver.client.joinGroup(group);
    await sender.client.sendToGroup(group, { text: 'größer ✓ 🚀' }, 'json');
    await sender.client.sendToGroup(group, 'plain', 'text');
    await sender.client.sendToGroup(group, new Uint8Array([0, 129, 255]).buffer, 'binary');
    const [json, text, binary] = await receiver.groupMessages.take(3);
    expect(json).toMatchObject({ group, fromUserId: 'ann', data: { text: 'größer ✓ 🚀' } });
    expect(text?.data).toBe('plain');
    expect(new Uint8Array(binary?.data as ArrayBuffer)).toEqual(new Uint8Array([0, 129, 255]));
  });

  test('receives frames of every length encoding intact', async () => {
    const group = `lengths-${name}`;
    const { groupMessages } = await join('ann', [group]);
    const texts = [0, 1, 20, 100, 65_300, 65_600, 900_000].map((length) => 'x'.repeat(length));
    for (const text of texts) running.hub.sendToGroup(group, text);
    const received = await groupMessages.take(texts.length);
    expect(received.map(({ data }) => data)).toEqual(texts);
  });

  test('keeps the order of many messages sent at once', async () => {
    const group = `order-${name}`;
    const { groupMessages } = await join('ann', [group]);
    const numbers = Array.from({ length: 900 }, (_, index) => index);
    for (const number of numbers) running.hub.sendToGroup(group, { number });
    const received = await groupMessages.take(numbers.length);
    expect(received.map(({ data }) => data)).toEqual(numbers.map((number) => ({ number })));
  });

  test('gets its own messages unless it asks for no echo', async () => {
    const group = `echo-${name}`;
    const { client, groupMessages } = await join('ann', [group]);
    await client.sendToGroup(group, 'silent', 'text', { noEcho: true });
    await client.sendToGroup(group, 'heard', 'text');
    const [first] = await groupMessages.take(1);
    expect(first?.data).toBe('heard');
  });

  test('hears nothing of a group it has left', async () => {
    const [left, kept] = [`left-${name}`, `kept-${name}`];
    const { client, groupMessages } = await join('ann', [left, kept]);
    await client.leaveGroup(left);
    running.hub.sendToGroup(left, 'missed');
    running.hub.sendToGroup(kept, 'heard');
    const [first] = await groupMessages.take(1);
    expect(first?.data).toBe('heard');
  });

  test('is told of a repeated request and has it carried out once', async () => {
    const group = `repeat-${name}`;
    const { client, groupMessages } = await join('ann', [group]);
    const first = await client.sendToGroup(group, 'once', 'text', { ackId: 7 });
    const second = await client.sendToGroup(group, 'once', 'text', { ackId: 7 });
    expect([first.isDuplicated, second.isDuplicated]).toEqual([false, true]);
    await client.sendToGroup(group, 'next', 'text');
    const received = await groupMessages.take(2);
    expect(received.map(({ data }) => data)).toEqual(['once', 'next']);
  });
});

describe('roles', () => {
  const forbidden = { errorDetail: { name: 'Forbidden' } };

  test('name the groups a client may join and send to, each on its own', async () => {
    const roles = ['webpubsub.joinLeaveGroup.read', 'webpubsub.sendToGroup.write'];
    const { client } = await running.connect({ userId: 'ann', roles });
    await client.joinGroup('read');
    await client.sendToGroup('write', 'x', 'text');
    await expect(client.joinGroup('write')).rejects.toMatchObject(forbidden);
    await expect(client.leaveGroup('write')).rejects.toMatchObject(forbidden);
    await expect(client.sendToGroup('read', 'x', 'text')).rejects.toMatchObject(forbidden);
  });

  test('are taken literally, without wildcards', async () => {
    const roles = ['webpubsub.joinLeaveGroup.*', 'webpubsub.joinLeaveGroups.*'];
    const { client } = await running.connect({ userId: 'ann', roles });
    await expect(client.joinGroup('any')).rejects.toMatchObject(forbidden);
  });

  test('are not needed for the groups of the token', async () => {
    const { groupMessages } = await running.connect({ userId: 'ann', groups: ['given'] });
    running.hub.sendToGroup('given', 1);
    expect(await groupMessages.take(1)).toMatchObject([{ data: 1 }]);
  });

  test('a refused request can be repeated with the same id after a grant', async () => {
    const { client, connectionId, groupMessages } = await running.connect({ userId: 'ann' });
    await expect(client.joinGroup('later', { ackId: 9 })).rejects.toMatchObject(forbidden);
    await running.service.grantPermission(connectionId, 'joinLeaveGroup', { targetName: 'later' });
    expect(await client.joinGroup('later', { ackId: 9 })).toMatchObject({ isDuplicated: false });
    running.hub.sendToGroup('later', 1);
    expect(await groupMessages.take(1)).toMatchObject([{ data: 1 }]);
  });
});

describe('what the hub does not do', () => {
  const tooDeep = '['.repeat(200_000) + ']'.repeat(200_000);

  test('events and invocations are refused at once', async () => {
    const { client } = await running.connect({ userId: 'ann' });
    await expect(client.sendEvent('e', 'x', 'text')).rejects.toMatchObject({
      errorDetail: { name: 'InternalServerError' },
    });
    await expect(client.invokeEvent('e', 'x', 'text')).rejects.toMatchObject({
      errorDetail: { name: 'NotSupported' },
    });
  });

  test('other subprotocols are refused before the WebSocket opens', async () => {
    const { url } = await running.service.getClientAccessToken();
    const { socket } = running.connectRaw(url, 'protobuf.webpubsub.azure.v1');
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
    });
    expect(status).toBe(400);
  });

  test.each([
    ['no JSON', '{'],
    ['an unknown request', '{"type":"streamData","streamId":"s"}'],
    ['a stream', '{"type":"sendToGroup","group":"g","stream":{"streamId":"s"}}'],
    [
      'JSON that is nested too deeply to be passed on',
      `{"type":"sendToGroup","group":"crowd","dataType":"json","data":${tooDeep}}`,
    ],
    ['text that is no string', '{"type":"sendToGroup","group":"g","dataType":"text","data":1}'],
  ])('%s closes the connection with 1008 and a reason', async (_, frame) => {
    const { url } = await running.service.getClientAccessToken({
      roles: anyGroup,
      groups: ['crowd'],
    });
    const { socket, frames, closed } = running.connectRaw(url, reliableProtocol);
    await frames.take(1);
    socket.send(frame);
    const [goodbye] = await frames.take(1);
    expect(goodbye).toMatchObject({ type: 'system', event: 'disconnected' });
    expect(goodbye?.message).toMatch(/\w/);
    expect(await closed).toBe(1008);
  });
});

test('a ping is answered with a pong', async () => {
  const { url } = await running.service.getClientAccessToken();
  const { socket, frames } = running.connectRaw(url, plainProtocol);
  await frames.take(1);
  socket.send('{"type":"ping"}');
  expect(await frames.take(1)).toEqual([{ type: 'pong' }]);
});
