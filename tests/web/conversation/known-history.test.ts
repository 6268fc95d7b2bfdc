import { describe, expect, test } from 'vitest';
import type { EventBody } from '../../../contracts/events.ts';
import { applyFrame } from '../../../contracts/run-view.ts';
import { blocksOf } from '../../../web-nuxt/app/conversation/blocks.ts';
import {
  beginHistory,
  takeEvent,
  withEarlier,
  type KnownHistory,
} from '../../../web-nuxt/app/conversation/known-history.ts';
import { numbered, person, summaryOf, usage } from '../../cli/support/scripted-session.ts';

const promptId = (n: number) => `prm_000000000${n}`;
const runId = (n: number) => `run_000000000${n}`;
const queued = (n: number): EventBody => ({
  type: 'prompt.queued',
  data: { promptId: promptId(n), text: `Prompt ${n}`, author: person, position: 0 },
});
const run = (n: number): EventBody[] => [
  { type: 'run.started', data: { runId: runId(n), promptId: promptId(n), model: 'a/b' } },
  part(n, `${n}-a`),
  { type: 'comment.added', data: { commentId: `cmt_000000000${n}`, text: 'Hm', author: person } },
  part(n, `${n}-b`),
  { type: 'run.usage', data: { runId: runId(n), model: 'a/b', usage } },
];
const part = (n: number, id: string): EventBody => ({
  type: 'part.finished',
  data: { runId: runId(n), part: { id, type: 'text', text: id } },
});
const finished = (n: number): EventBody => ({
  type: 'run.finished',
  data: { runId: runId(n), promptId: promptId(n), outcome: 'completed', durationMs: 1 },
});

const events = numbered([
  {
    type: 'session.created',
    data: { title: 'Fix', repository: 'sample', branch: 'harvest/fix-it-abc', author: person },
  },
  { type: 'session.renamed', data: { title: 'Fix it', by: person } },
  ...[queued(1), ...run(1), finished(1)],
  ...[queued(2), queued(3), ...run(2)],
]);
const summary = summaryOf('ses_0000000001', {
  run: { runId: runId(2), promptId: promptId(2), model: 'a/b' },
});
const keys = ({ view, timeline }: KnownHistory) => blocksOf(view, timeline).map(({ key }) => key);
const whole = beginHistory(events, summary);

describe('from wherever it is known', () => {
  const starts = events.map((_, index) => index);

  test.each(starts)('with all that was before event %i, it is as if read at once', (start) => {
    const tail = beginHistory(events.slice(start), summary);
    const longer = withEarlier(tail, events.slice(0, start), summary);
    expect(longer).toEqual(whole);
    expect(keys(longer)).toEqual(keys(whole));
  });

  test.each(starts)('from event %i on, it shows the end of the whole', (start) => {
    const shown = keys(beginHistory(events.slice(start), summary));
    const all = keys(whole);
    // Of a run whose start is not known there is no prompt to show.
    expect(all.filter((key) => shown.includes(key))).toEqual(shown);
    expect(shown.at(-1)).toBe(`${runId(2)}:state`);
  });
});

test('the session and the run at work are as the summary says', () => {
  const { view } = beginHistory(events.slice(-2), summary);
  expect(view).toMatchObject({ title: 'Fix it', branch: 'harvest/fix-it-abc', author: person });
  expect([...view.runs.values()]).toMatchObject([
    { runId: runId(2), promptId: promptId(2), model: 'a/b', state: 'running' },
  ]);
});

test('a run of which only the end is known has its outcome', () => {
  const end = numbered([part(1, 'x'), finished(1)], 10);
  const { view } = beginHistory(end, { ...summary, run: null });
  expect(view.runs.get(runId(1))).toMatchObject({ state: 'completed', promptId: promptId(1) });
});

test('what streams stays when the history before it comes', () => {
  const tail = beginHistory(events.slice(-3), summary);
  const delta = { kind: 'delta', runId: runId(2), partId: 'live', partType: 'text' } as const;
  applyFrame(tail.view, { ...delta, offset: 0, text: 'Still ' });
  const longer = withEarlier(tail, events.slice(0, -3), summary);
  expect(applyFrame(longer.view, { ...delta, offset: 6, text: 'here' })).toBe('applied');
  expect(longer.view.runs.get(runId(2))?.parts.map(({ id }) => id)).toEqual(['2-a', '2-b', 'live']);
  expect(longer.view.runs.get(runId(2))?.parts.at(-1)).toMatchObject({ text: 'Still here' });
});

test('what comes next is taken once, and nothing beyond a gap', () => {
  const history = beginHistory(events.slice(-3), summary);
  const [next, beyond] = numbered([part(2, 'next'), part(2, 'beyond')], events.length);
  if (!next || !beyond) throw new Error('There are two.');
  takeEvent(history, beyond);
  takeEvent(history, next);
  takeEvent(history, next);
  expect(history.view.lastSeq).toBe(next.seq);
  expect(history.events).toEqual([...events.slice(-3), next]);
});
