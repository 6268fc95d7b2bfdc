import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, test } from 'vitest';
import type { EventBody, SessionEvent } from '../../../contracts/events.ts';
import { summaryOf } from '../../cli/support/scripted-session.ts';
import { useSessionStore } from '../../../web-nuxt/app/stores/session.ts';

beforeEach(() => setActivePinia(createPinia()));

const author = { id: 'ada', name: 'Ada' };
const promptId = 'prm_0000000001';
const runId = 'run_0000000001';
const numbered = (bodies: EventBody[]): SessionEvent[] =>
  bodies.map((body, index) => ({
    ...body,
    seq: index + 1,
    key: `k${index}`,
    at: '2026-01-01T00:00:00Z',
  }));
const events = numbered([
  { type: 'prompt.queued', data: { promptId, text: 'Do it', author, position: 0 } },
  { type: 'run.started', data: { runId, promptId, model: 'a/b' } },
  {
    type: 'run.finished',
    data: { runId, promptId, outcome: 'completed', durationMs: 5 },
  },
]);

test('a prompt on its way is shown until its event is there', () => {
  const store = useSessionStore();
  store.open('ses_0000000001');
  store.sent = [{ promptId, text: 'Do it' }];
  store.takeEvents(events.slice(0, 1));
  store.shown();
  expect(store.sent).toEqual([]);
  expect(store.queue.map(({ text }) => text)).toEqual(['Do it']);
});

test('the run at work is known until it has ended', () => {
  const store = useSessionStore();
  store.open('ses_0000000001');
  store.takeEvents(events.slice(0, 2));
  store.shown();
  expect(store.run).toMatchObject({ runId, state: 'running' });
  store.takeEvents(events);
  store.shown();
  expect(store.run).toBeUndefined();
  expect(store.view.lastSeq).toBe(3);
});

test('text that streams is in the blocks, and a newcomer is greeted once', () => {
  const store = useSessionStore();
  store.open('ses_0000000001');
  store.takeEvents(events.slice(0, 2));
  const delta = { kind: 'delta', runId, partId: 'p', partType: 'text', offset: 0, text: 'Hi' };
  expect(store.takeFrame(delta as Parameters<typeof store.takeFrame>[0], 0)).toBe('taken');
  store.shown();
  expect(store.blocks).toContainEqual({
    key: 'p',
    kind: 'part',
    part: { id: 'p', type: 'text', text: 'Hi' },
    open: true,
  });
  const here = {
    kind: 'presence' as const,
    clientId: 'client-of-bob',
    state: 'viewing' as const,
    person: { id: 'bob', name: 'Bob' },
    at: '2026-01-01T00:00:00Z',
  };
  expect(store.takeFrame(here, 0)).toBe('joined');
  expect(store.takeFrame(here, 1_000)).toBe('taken');
  store.forgetWhoLeft(60_000);
  expect(store.presence.size).toBe(0);
});

test('another session begins empty', () => {
  const store = useSessionStore();
  store.open('ses_0000000001');
  store.takeEvents(events);
  store.open('ses_0000000002');
  expect(store.view.lastSeq).toBe(0);
  expect(store.blocks).toEqual([]);
});

test('the history before comes into sight when what is known has doubled, or is whole', () => {
  const store = useSessionStore();
  store.open('ses_0000000001');
  const renamed = numbered(
    Array.from({ length: 10 }, (_, index): EventBody => ({
      type: 'session.renamed',
      data: { title: `Title ${index}`, by: author },
    })),
  );
  const summary = summaryOf('ses_0000000001', { title: 'Title 9', tokens: 5, costUsd: 1 });
  store.begin(summary, renamed.slice(6));
  expect([store.whole, store.firstSeq(), store.totals.tokens]).toEqual([false, 7, 5]);
  store.takeEarlier(renamed.slice(4, 6));
  expect([store.view.since, store.firstSeq()]).toEqual([6, 5]);
  store.takeEarlier(renamed.slice(2, 4));
  expect([store.view.since, store.firstSeq()]).toEqual([2, 3]);
  store.takeEarlier(renamed.slice(0, 2));
  expect([store.whole, store.firstSeq(), store.title]).toEqual([true, 1, 'Title 9']);
});

test('what does not change while text streams stays the same object', () => {
  const store = useSessionStore();
  store.open('ses_0000000001');
  store.takeEvents(
    numbered([
      { type: 'prompt.queued', data: { promptId, text: 'Do it', author, position: 0 } },
      { type: 'run.started', data: { runId, promptId, model: 'a/b' } },
      {
        type: 'prompt.queued',
        data: { promptId: 'prm_0000000002', text: 'Then this', author, position: 1 },
      },
      {
        type: 'part.finished',
        data: { runId, part: { id: 'before', type: 'text', text: 'Well' } },
      },
    ]),
  );
  store.shown();
  const [{ run, queue, totals }, before] = [store, store.blocks];
  const delta = { kind: 'delta', runId, partId: 'p', partType: 'text', offset: 0, text: 'Hi' };
  store.takeFrame(delta as Parameters<typeof store.takeFrame>[0], 0);
  store.shown();
  expect(store.blocks).toHaveLength(before.length + 1);
  const blockOf = (key: string, blocks = store.blocks) => blocks.find((block) => block.key === key);
  expect(blockOf('before')).toBe(blockOf('before', before));
  for (const [now, then] of [
    [store.run, run],
    [store.queue, queue],
    [store.totals, totals],
  ])
    expect(now).toBe(then);
});
