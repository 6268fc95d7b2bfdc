import { WebPubSubServiceClient } from '@azure/web-pubsub';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hubHttpClient } from '../../../embedded/web-pubsub/http-client.ts';
import { runHub, type RunningHub } from './running-hub.ts';

let running: RunningHub;
beforeAll(async () => {
  running = await runHub();
});
afterAll(() => running.close());

describe.each(['over HTTP', 'in process'])('the service SDK %s', (transport) => {
  let service: WebPubSubServiceClient;
  beforeAll(() => {
    service = new WebPubSubServiceClient(running.connectionString, 'live', {
      allowInsecureConnection: true,
      ...(transport === 'in process' ? { httpClient: hubHttpClient(running.hub) } : {}),
    });
  });

  /** A name for this test run of this transport: the hub is shared. */
  const own = (name: string) => `${name} ${transport}/ö`;

  test('sends to a group, in every content type', async () => {
    const group = own('group');
    const { groupMessages } = await running.connect({ groups: [group] });
    await service.group(group).sendToAll({ text: 'ä' });
    await service.group(group).sendToAll('text', { contentType: 'text/plain' });
    await service.group(group).sendToAll(new Uint8Array([1, 200]));
    const [json, text, binary] = await groupMessages.take(3);
    expect(json).toMatchObject({ group, data: { text: 'ä' } });
    expect(text?.data).toBe('text');
    expect(new Uint8Array(binary?.data as ArrayBuffer)).toEqual(new Uint8Array([1, 200]));
  });

  test('sends to all, to a user and to a connection', async () => {
    const userId = own('user');
    const { serverMessages, connectionId } = await running.connect({ userId });
    await service.sendToAll({ to: 'all' });
    await service.sendToUser(userId, { to: 'user' });
    await service.sendToConnection(connectionId, { to: 'connection' });
    const received = await serverMessages.take(3);
    expect(received.map(({ data }) => data)).toEqual([
      { to: 'all' },
      { to: 'user' },
      { to: 'connection' },
    ]);
  });

  test('leaves out excluded connections', async () => {
    const group = own('excluded');
    const { groupMessages, connectionId } = await running.connect({ groups: [group] });
    await service.group(group).sendToAll({ n: 1 }, { excludedConnections: [connectionId] });
    await service.group(group).sendToAll({ n: 2 });
    expect(await groupMessages.take(1)).toMatchObject([{ data: { n: 2 } }]);
  });

  test('adds and removes connections of a group', async () => {
    const group = own('membership');
    const { connectionId } = await running.connect({});
    expect(await service.groupExists(group)).toBe(false);
    await service.group(group).addConnection(connectionId);
    expect(await service.groupExists(group)).toBe(true);
    await service.group(group).removeConnection(connectionId);
    expect(await service.groupExists(group)).toBe(false);
    await service.group(group).addConnection(connectionId);
    await service.removeConnectionFromAllGroups(connectionId);
    expect(await service.groupExists(group)).toBe(false);
    await expect(service.group(group).addConnection('nobody')).rejects.toMatchObject({
      statusCode: 404,
    });
  });

  test('adds and removes a user of a group', async () => {
    const [group, userId] = [own('users'), own('member')];
    await running.connect({ userId });
    await service.group(group).addUser(userId);
    expect(await service.groupExists(group)).toBe(true);
    await service.group(group).removeUser(userId);
    expect(await service.groupExists(group)).toBe(false);
    await service.group(group).addUser(userId);
    await service.removeUserFromAllGroups(userId);
    expect(await service.groupExists(group)).toBe(false);
  });

  test('knows who is there and closes connections', async () => {
    const [userId, group] = [own('leaver'), own('closing')];
    const options = { autoReconnect: false };
    const byId = await running.connect({ userId }, options);
    expect(await service.connectionExists(byId.connectionId)).toBe(true);
    expect(await service.userExists(userId)).toBe(true);
    await service.closeConnection(byId.connectionId, { reason: 'by id' });
    expect(await byId.disconnections.take(1)).toEqual(['by id']);
    expect(await service.connectionExists(byId.connectionId)).toBe(false);
    expect(await service.userExists(userId)).toBe(false);

    const byUser = await running.connect({ userId }, options);
    const long = 'ü'.repeat(1_000);
    await service.closeUserConnections(userId, { reason: long });
    expect(await byUser.disconnections.take(1)).toEqual([long]);
    const byGroup = await running.connect({ groups: [group] }, options);
    await service.group(group).closeAllConnections({ reason: 'by group' });
    expect(await byGroup.disconnections.take(1)).toEqual(['by group']);
  });

  test('grants, checks and revokes permissions', async () => {
    const group = own('granted');
    const { connectionId, client } = await running.connect({});
    const target = { targetName: group };
    expect(await service.hasPermission(connectionId, 'sendToGroup', target)).toBe(false);
    await service.grantPermission(connectionId, 'sendToGroup', target);
    expect(await service.hasPermission(connectionId, 'sendToGroup', target)).toBe(true);
    await client.sendToGroup(group, 'x', 'text');
    await service.revokePermission(connectionId, 'sendToGroup', target);
    expect(await service.hasPermission(connectionId, 'sendToGroup', target)).toBe(false);
    await expect(client.sendToGroup(group, 'x', 'text')).rejects.toThrow();
  });

  test('is told clearly what the hub does not support', async () => {
    await expect(service.sendToAll({}, { filter: "userId eq 'a'" })).rejects.toMatchObject({
      statusCode: 400,
      code: 'NotSupported',
    });
    const listing = await service.group('g').listConnections();
    await expect(listing.next()).rejects.toMatchObject({ statusCode: 404, code: 'NotSupported' });
  });
});

test('a body that can be parsed but not be passed on fails that call alone', async () => {
  const { groupMessages } = await running.connect({ groups: ['crowd'] });
  const group = running.service.group('crowd');
  const nested = new TextEncoder().encode('['.repeat(200_000) + ']'.repeat(200_000));
  const asJson = { requestOptions: { customHeaders: { 'content-type': 'application/json' } } };
  await expect(group.sendToAll(nested, asJson)).rejects.toMatchObject({ statusCode: 500 });
  await group.sendToAll({ n: 1 });
  expect(await groupMessages.take(1)).toMatchObject([{ data: { n: 1 } }]);
});
