import { createHmac } from 'node:crypto';
import { WebPubSubServiceClient } from '@azure/web-pubsub';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkToken } from '../../../embedded/web-pubsub/access-token.ts';
import { reliableProtocol, runHub, type RunningHub } from './running-hub.ts';

const key = 'secret';
const path = '/client/hubs/live';
const now = 1_700_000_000_000;
const valid = { sub: 'ann', aud: `http://host${path}`, exp: now / 1000 + 60 };

function sign(claims: object, { alg = 'HS256', signingKey = key } = {}): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const content = `${encode({ alg, typ: 'JWT' })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', signingKey).update(content).digest('base64url')}`;
}

describe('checkToken', () => {
  test('reads user, roles and groups, each a text or a list', () => {
    const token = sign({ ...valid, role: 'r', 'webpubsub.group': ['g', 'h'] });
    expect(checkToken(token, key, path, now)).toEqual({
      ok: true,
      claims: { userId: 'ann', roles: ['r'], groups: ['g', 'h'] },
    });
  });

  test.each([
    ['expired', sign({ ...valid, exp: now / 1000 })],
    ['not valid yet', sign({ ...valid, nbf: now / 1000 + 3_600 })],
    ['wrong audience', sign({ ...valid, aud: 'http://host/client/hubs/other' })],
    ['wrong audience', sign({ ...valid, aud: undefined })],
    ['unexpected claims', sign({ ...valid, exp: undefined })],
    ['unexpected algorithm', sign(valid, { alg: 'none' })],
    ['bad signature', sign(valid, { signingKey: 'other' })],
    ['bad signature', `${sign(valid)}AAAA`],
    ['malformed', sign(valid).replace(/\.[^.]*$/, '')],
    ['malformed', ''],
  ])('refuses: %s (%#)', (reason, token) => {
    expect(checkToken(token, key, path, now)).toEqual({ ok: false, reason });
  });
});

describe('the hub', () => {
  let running: RunningHub;
  beforeAll(async () => {
    running = await runHub();
  });
  afterAll(() => running.close());

  async function upgradeStatus(url: string): Promise<number | undefined> {
    const { socket } = running.connectRaw(url, reliableProtocol);
    return new Promise((resolve) => {
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode));
    });
  }

  test('refuses clients with an expired token, one of another hub, and none', async () => {
    const expired = await running.service.getClientAccessToken({ expirationTimeInMinutes: -1 });
    const other = new WebPubSubServiceClient(running.connectionString, 'other');
    const { token } = await other.getClientAccessToken();
    expect(await upgradeStatus(expired.url)).toBe(401);
    expect(await upgradeStatus(`${expired.baseUrl}?access_token=${token}`)).toBe(401);
    expect(await upgradeStatus(expired.baseUrl)).toBe(401);
  });

  test('knows its own name only', async () => {
    const other = new WebPubSubServiceClient(running.connectionString, 'other');
    expect(await upgradeStatus((await other.getClientAccessToken()).url)).toBe(404);
  });

  test("refuses service calls with another key, or with a client's token", async () => {
    const guessed = `Endpoint=http://127.0.0.1;Port=${running.port};AccessKey=guess;`;
    const stranger = new WebPubSubServiceClient(guessed, 'live', { allowInsecureConnection: true });
    await expect(stranger.sendToAll({})).rejects.toMatchObject({ statusCode: 401 });
    const { token } = await running.service.getClientAccessToken();
    const response = await fetch(`http://127.0.0.1:${running.port}/api/hubs/live/:send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(401);
  });
});
