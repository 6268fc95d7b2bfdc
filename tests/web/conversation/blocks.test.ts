import { expect, test } from 'vitest';
import { applyEvent, emptyView } from '../../../contracts/session-view.ts';
import type { EventBody, SessionEvent } from '../../../contracts/events.ts';
import { blocksOf } from '../../../web-nuxt/app/conversation/blocks.ts';
import { noteEvent, type Timeline } from '../../../web-nuxt/app/conversation/timeline.ts';

const author = { id: 'ada', name: 'Ada' };
const promptId = (n: number) => `prm_000000000${n}`;
const runId = (n: number) => `run_000000000${n}`;

function keysOf(bodies: EventBody[]): string[] {
  const view = emptyView();
  const timeline: Timeline = [];
  bodies.forEach((body, index) => {
    const event = { ...body, seq: index + 1, key: `k${index}`, at: '2026-01-01T00:00:00Z' };
    expect(applyEvent(view, event as SessionEvent)).toBe('applied');
    noteEvent(timeline, view, event as SessionEvent);
  });
  return blocksOf(view, timeline).map(({ key }) => key);
}

const queued = (n: number): EventBody => ({
  type: 'prompt.queued',
  data: { promptId: promptId(n), text: `Prompt ${n}`, author, position: 0 },
});
const started = (n: number): EventBody => ({
  type: 'run.started',
  data: { runId: runId(n), promptId: promptId(n), model: 'a/b' },
});
const part = (n: number, id: string): EventBody => ({
  type: 'part.finished',
  data: { runId: runId(n), part: { id, type: 'text', text: id } },
});
const finished = (n: number): EventBody => ({
  type: 'run.finished',
  data: { runId: runId(n), promptId: promptId(n), outcome: 'completed', durationMs: 1 },
});

test('a run shows its prompt, the start of its sandbox, its parts and how it ended', () => {
  const sandboxId = 'sbx_0000000001';
  const keys = keysOf([
    queued(1),
    started(1),
    { type: 'sandbox.started', data: { sandboxId } },
    { type: 'phase.started', data: { sandboxId, phase: 'boot' } },
    part(1, 'a'),
    part(1, 'b'),
    finished(1),
  ]);
  expect(keys).toEqual([promptId(1), sandboxId, 'a', 'b', `${runId(1)}:state`]);
});

test('a prompt that waits is not shown before its run starts', () => {
  expect(keysOf([queued(1), started(1), queued(2)])).toEqual([promptId(1), `${runId(1)}:state`]);
  expect(keysOf([queued(1), started(1), queued(2), finished(1), started(2)])).toEqual([
    promptId(1),
    `${runId(1)}:state`,
    promptId(2),
    `${runId(2)}:state`,
  ]);
});

test('a steering prompt stays between the parts where it was said', () => {
  const steered: EventBody = {
    type: 'prompt.steered',
    data: { promptId: promptId(2), runId: runId(1), text: 'Rather so', author },
  };
  expect(keysOf([queued(1), started(1), part(1, 'a'), steered, part(1, 'b')])).toEqual([
    promptId(1),
    'a',
    promptId(2),
    'b',
    `${runId(1)}:state`,
  ]);
});

test('a question whose call could not bring the answer is shown once, as a question', () => {
  const questionId = 'que_0000000001';
  const call = { id: 'c', type: 'tool', tool: 'question', input: {} } as const;
  const called = (status: 'completed' | 'error'): EventBody => ({
    type: 'part.finished',
    data: { runId: runId(1), part: { ...call, status, questionId } },
  });
  const asked: EventBody = {
    type: 'question.asked',
    data: { questionId, runId: runId(1), questions: [] },
  };
  const state = `${runId(1)}:state`;
  const shown = (...events: EventBody[]) => keysOf([queued(1), started(1), ...events]).slice(1);
  expect(shown(asked, called('error'))).toEqual([questionId, state]);
  expect(shown(asked, called('completed'))).toEqual([questionId, 'c', state]);
  expect(shown(called('error'))).toEqual(['c', state]);
});
