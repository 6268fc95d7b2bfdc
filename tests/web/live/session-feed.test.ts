import { expect, test } from 'vitest';
import { problem } from '../../../contracts/errors.ts';
import type { SessionEvent } from '../../../contracts/events.ts';
import type { CallApi } from '../../../web-nuxt/app/api/api-client.ts';
import { ApiError, UnreachableError } from '../../../web-nuxt/app/api/api-error.ts';
import { SessionFeed, type FeedSink } from '../../../web-nuxt/app/live/session-feed.ts';

const sessionId = 'ses_0000000001';

/** An API of which only history works; `answer` gives the page after a number. */
function historyOnly(
  answer: (after: number) => { events: SessionEvent[]; lastSeq: number },
): CallApi {
  return (async (name: string, options?: { query?: { after?: number } }) => {
    if (name === 'readEvents') return answer(options?.query?.after ?? 0);
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

/** Collects what a feed hands out, until it is loaded or refused. */
function collector() {
  const seen: number[] = [];
  const { promise, resolve } = Promise.withResolvers<'loaded' | ApiError>();
  const sink: FeedSink = {
    lastSeq: () => seen.at(-1) ?? 0,
    events: (events) => seen.push(...events.map(({ seq }) => seq)),
    frame: () => {},
    state: () => {},
    loaded: () => resolve('loaded'),
    refused: resolve,
  };
  return { seen, sink, over: promise };
}

test('reads history page by page to its end', async () => {
  const all = [1, 2, 3, 4, 5].map(event);
  const { seen, sink, over } = collector();
  const api = historyOnly((after) => ({ events: all.slice(after, after + 2), lastSeq: 5 }));
  const feed = new SessionFeed(api, { sessionId, clientId: 'client-1' }, sink);
  feed.open();
  expect(await over).toBe('loaded');
  feed.close();
  expect(seen).toEqual([1, 2, 3, 4, 5]);
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
