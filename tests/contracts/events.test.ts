import { expect, it } from 'vitest';
import { EventBody, eventTypes, SessionEvent } from '../../contracts/events.ts';
import { Frame, sessionGroup, streamGroup } from '../../contracts/frames.ts';
import { sandboxEventTypes } from '../../contracts/supervisor.ts';

const at = '2026-01-01T00:00:00.000Z';
const by = { id: 'owner', name: 'Owner' };
const runId = 'run_0000000001';
const started = {
  type: 'run.started',
  data: { runId, promptId: 'prm_0000000001', model: 'provider/model' },
};
const stored = { ...started, key: 'k', at, seq: 1 };
const tool = { id: 't', type: 'tool', tool: 'bash', status: 'running', input: { command: 'ls' } };

it('parses an event of which type and data belong together', () => {
  expect(EventBody.parse(started)).toEqual(started);
  expect(SessionEvent.parse(stored)).toEqual(stored);
});

it.each([
  ['an unknown type', { ...started, type: 'run.invented' }],
  ['the data of another type', { ...started, type: 'session.renamed' }],
  ['an id of another kind', { ...started, data: { ...started.data, runId: 'ses_0000000001' } }],
  ['an id with a path in it', { ...started, data: { ...started.data, runId: 'run_../../etc' } }],
  ['a model without provider', { ...started, data: { ...started.data, model: 'model' } }],
  ['no data', { type: 'run.started' }],
])('refuses an event with %s', (_what, event) => {
  expect(EventBody.safeParse(event).success).toBe(false);
});

it.each([
  ['number 0', { seq: 0 }],
  ['half a number', { seq: 1.5 }],
  ['a key without end', { key: 'k'.repeat(201) }],
  ['a time that is none', { at: 'yesterday' }],
])('refuses a stored event with %s', (_what, change) => {
  expect(SessionEvent.safeParse({ ...stored, ...change }).success).toBe(false);
});

it('drops fields that no event has, so that they are not stored', () => {
  const extra = { type: 'session.renamed', data: { title: 't', by, token: 'secret' } };
  expect(EventBody.parse(extra)).toEqual({ type: 'session.renamed', data: { title: 't', by } });
});

it('lets sandboxes write only events about what happens inside them', () => {
  for (const type of sandboxEventTypes) expect(eventTypes).toContain(type);
  const decided =
    /^(session|prompt|sandbox|comment|collaborator)\.|^run\.(started|stopping|lost|finished)$|^question\.(answered|dismissed)$/;
  expect(sandboxEventTypes.filter((type) => decided.test(type))).toEqual([]);
});

it.each([
  { kind: 'events', sessionId: 'ses_0000000001', events: [stored] },
  { kind: 'delta', runId, partId: 'p', partType: 'text', offset: 0, text: 'hi' },
  { kind: 'checkpoint', runId, parts: [{ partId: 'p', partType: 'reasoning', text: 'hm' }] },
  { kind: 'tool', runId, part: tool },
  { kind: 'presence', clientId: 'page-0001', person: by, state: 'typing', place: 'a.ts', at },
])('parses a frame of kind $kind', (frame) => {
  expect(Frame.parse(frame)).toEqual(frame);
});

it.each([
  ['an unknown kind', { kind: 'shout', runId }],
  [
    'an event that is not valid',
    { kind: 'events', sessionId: 'ses_0000000001', events: [started] },
  ],
  [
    'a negative offset',
    { kind: 'delta', runId, partId: 'p', partType: 'text', offset: -1, text: '' },
  ],
  ['a part that is no tool', { kind: 'tool', runId, part: { id: 'p', type: 'text', text: 'x' } }],
])('refuses a frame with %s', (_what, frame) => {
  expect(Frame.safeParse(frame).success).toBe(false);
});

it('keeps what is stored and what is streamed in different groups', () => {
  expect(sessionGroup('ses_1')).not.toBe(streamGroup('ses_1'));
});
