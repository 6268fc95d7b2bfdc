import { expect, test } from 'vitest';
import { problem } from '../../../contracts/errors.ts';
import type { SessionEvent } from '../../../contracts/events.ts';
import type { CallApi } from '../../../web-nuxt/app/api/api-client.ts';
import { ApiError, UnreachableError } from '../../../web-nuxt/app/api/api-error.ts';
import { SessionFeed, type FeedSink } from '../../../web-nuxt/app/live/session-feed.ts';
import { summaryOf } from '../../cli/support/scripted-session.ts';

const sessionId = 'ses_0000000001';

type Query = { after?: number; limit?: number; last?: number };

/** An API of which only history works; `answer` gives the page that is asked for. */
function historyOnly(
  answer: (query: Query) => { events: SessionEvent[]; lastSeq: number },
): CallApi {
  return (async (name: string, options?: { query?: Query }) => {
    if (name === 'getSession') return summaryOf(sessionId);
    if (name === 'readEvents') return answer(options?.query ?? {});
    throw new UnreachableError('No live messages here.');
  }) as CallApi;
}

const event = (seq: number): SessionEvent => ({
  seq,
  key: `k${seq}`,
  at: '2026-01-01T00:00:00Z',
  type: 'session.renamed',
  data: { title: `Title ${seq}`, by: { id: 'ada', name: 'Ada' } },
});

/** A history of `count` events, in pages of no more than `size`, as large events make them. */
function pagesOf(count: number, size: number): (query: Query) => ReturnType<typeof page> {
  const all = Array.from({ length: count }, (_, index) => event(index + 1));
  const page = (events: SessionEvent[]) => ({ events, lastSeq: count });
  return ({ last, after = Math.max(0, count - (last ?? 0)), limit = size }) =>
    page(all.slice(after, after + Math.min(size, limit)));
}

/** Collects what a feed hands out, until all of the session is there or it is refused. */
function collector() {
  const seen: number[] = [];
  const first: number[] = [];
  const { promise, resolve } = Promise.withResolvers<'whole' | ApiError>();
  const { promise: loaded, resolve: load } = Promise.withResolvers<void>();
  const sink: FeedSink = {
    begin: (_, events) => {
      seen.push(...events.map(({ seq }) => seq));
      first.push(...seen);
    },
    lastSeq: () => seen.at(-1) ?? 0,
    firstSeq: () => seen[0] ?? 1,
    events: (events) => seen.push(...events.map(({ seq }) => seq)),
    earlier: (events) => {
      seen.unshift(...events.map(({ seq }) => seq));
      if (seen[0] === 1) resolve('whole');
    },
    frame: () => {},
    state: () => {},
    loaded: () => load(),
    refused: resolve,
  };
  return { seen, first, sink, loaded, over: promise };
}

test('reads the newest events first, and then back to the beginning', async () => {
  const { seen, first, sink, over } = collector();
  const feed = new SessionFeed(
    historyOnly(pagesOf(2_500, 1_000)),
    { sessionId, clientId: 'client-1' },
    sink,
  );
  feed.open();
  expect(await over).toBe('whole');
  feed.close();
  expect(first).toEqual(Array.from({ length: 300 }, (_, index) => 2_201 + index));
  expect(seen).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 1));
});

test('reads on where a page holds less than it was asked for', async () => {
  const { seen, sink, loaded, over } = collector();
  const feed = new SessionFeed(
    historyOnly(pagesOf(700, 70)),
    { sessionId, clientId: 'client-1' },
    sink,
  );
  feed.open();
  await loaded;
  expect(seen.at(-1)).toBe(700);
  expect(await over).toBe('whole');
  feed.close();
  expect(seen).toEqual(Array.from({ length: 700 }, (_, index) => index + 1));
});

test('reads again when there is a reason to while it reads', async () => {
  const { seen, sink, loaded } = collector();
  let asked = 0;
  const api = historyOnly(({ last }) => {
    asked += 1;
    return { events: last === undefined ? [event(2)] : [event(1)], lastSeq: asked };
  });
  const feed = new SessionFeed(
    api,
    { sessionId, clientId: 'client-1' },
    {
      ...sink,
      begin: (session, events) => {
        sink.begin(session, events);
        void feed.catchUp();
      },
    },
  );
  feed.open();
  await loaded;
  feed.close();
  expect(seen).toEqual([1, 2]);
});

test('stops for good when the session may not be seen', async () => {
  const { sink, over } = collector();
  let asked = 0;
  const api = historyOnly(() => {
    asked += 1;
    throw new ApiError(problem('session_unknown'));
  });
  const feed = new SessionFeed(api, { sessionId, clientId: 'client-1' }, sink);
  feed.open();
  expect(await over).toMatchObject({ code: 'session_unknown' });
  await feed.catchUp();
  expect(asked).toBeLessThanOrEqual(2);
});
