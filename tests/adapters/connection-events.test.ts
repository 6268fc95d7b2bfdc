import { describe, expect, it } from 'vitest';
import { ConnectionEvents } from '../../adapters/live/connection-events.ts';

const host = 'harvest.webpubsub.azure.com';
const primary = 'the primary key of the service';
const events = new ConnectionEvents({ host, key: primary });

/** The headers of a `connect` event, as the service documents them, signed with both of its keys. */
const connect = {
  'content-type': 'application/json; charset=utf-8',
  'webhook-request-origin': host,
  'ce-awpsversion': '1.0',
  'ce-specversion': '1.0',
  'ce-type': 'azure.webpubsub.sys.connect',
  'ce-source': '/hubs/harvest/client/c1',
  'ce-id': '1',
  'ce-time': '2026-01-01T00:00:00Z',
  'ce-signature':
    'sha256=2d815e35d27a4cbbb51ed94407847a1278d5b5f833b3e27cb59fbbce3eff0a5e,' +
    'sha256=3cdfe18289d78c8d858aac6e1bf80bd5662cd84c9316e5eb792522fa7910f591',
  'ce-userId': 'ada',
  'ce-hub': 'harvest',
  'ce-connectionId': 'c1',
  'ce-eventName': 'connect',
};

describe('events of Web PubSub', () => {
  it.each([
    [host, true],
    [`other.example, ${host.toUpperCase()}`, true],
    ['evil.example', false],
    [`${host}.evil.example`, false],
    ['', false],
    [null, false],
  ])('are wanted from %j: %s', (origin, wanted) => {
    expect(events.wants(origin)).toBe(wanted);
  });

  it('are believed when they are signed with the key, for their own connection alone', () => {
    const headers = new Headers(connect);
    expect(events.isSigned(headers)).toBe(true);
    headers.set('ce-connectionId', 'c2');
    expect(events.isSigned(headers)).toBe(false);
    headers.delete('ce-connectionId');
    expect(events.isSigned(headers)).toBe(false);
  });

  it.each(['', 'sha256=', 'sha256=00', 'abc', ','])(
    'are not believed with the signature %j',
    (s) => {
      const headers = new Headers({ ...connect, 'ce-signature': s });
      expect(events.isSigned(headers)).toBe(false);
    },
  );

  it('are not believed at all without a key', () => {
    const keyless = new ConnectionEvents({ host, key: undefined });
    expect(keyless.isSigned(new Headers(connect))).toBe(false);
  });

  it('bring the mark of the address back, by way of the state of the connection', () => {
    const query = { mark: ['the-mark'], other: ['a', 'b'] };
    const event = events.read(new Headers(connect), { query, claims: { sub: ['ada'] } });
    expect(event).toEqual({ type: 'connect', mark: 'the-mark', userId: 'ada' });
    const answer = events.answer(event ?? { mark: undefined });
    for (const type of ['connected', 'disconnected']) {
      const later = { ...connect, ...answer, 'ce-type': `azure.webpubsub.sys.${type}` };
      const read = events.read(new Headers(later), { reason: 'Normal' });
      expect(read).toEqual({ type, mark: 'the-mark', userId: 'ada' });
    }
  });

  it('say nothing without a mark, and ask for no state', () => {
    const { 'ce-userId': _, ...anonymous } = connect;
    const event = events.read(new Headers(anonymous), {});
    expect(event).toEqual({ type: 'connect', mark: undefined, userId: undefined });
    expect(events.answer({ mark: undefined })).toEqual({});
  });

  it.each(['', '%%%', Buffer.from('[]').toString('base64'), Buffer.from('{').toString('base64')])(
    'have no mark in the state %j',
    (state) => {
      const headers = new Headers({ ...connect, 'ce-type': 'azure.webpubsub.sys.disconnected' });
      headers.set('ce-connectionState', state);
      expect(events.read(headers, {})).toMatchObject({ type: 'disconnected', mark: undefined });
    },
  );

  it.each([
    ['azure.webpubsub.user.message', 'text'],
    ['azure.webpubsub.sys.connect', { query: 'nonsense' }],
    ['', {}],
  ])('are passed over that are %j with %j', (type, body) => {
    expect(events.read(new Headers({ ...connect, 'ce-type': type }), body)).toBeUndefined();
  });
});
