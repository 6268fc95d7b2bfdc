import { describe, expect, test } from 'vitest';
import type { EventBody, SessionEvent } from '../../contracts/events.ts';
import type { Frame } from '../../contracts/frames.ts';
import { applyFrame, type RunView } from '../../contracts/run-view.ts';
import { applyEvent, emptyView, type SessionView } from '../../contracts/session-view.ts';

const at = '2026-01-02T03:04:05.000Z';
const ann = { id: 'ann', name: 'Ann' };
const bob = { id: 'bob', name: 'Bob' };
const runId = 'run_0000000001';
const promptId = 'prm_0000000001';
const sandboxId = 'sbx_0000000001';
const usage = {
  inputTokens: 100,
  outputTokens: 20,
  reasoningTokens: 5,
  cacheReadTokens: 7,
  cacheWriteTokens: 0,
  costUsd: 0.25,
};

const created: EventBody = {
  type: 'session.created',
  data: { title: 'Fix it', repository: 'sample', branch: 'harvest/fix-it', author: ann },
};
const queued = (id = promptId, text = 'Fix it'): EventBody => ({
  type: 'prompt.queued',
  data: { promptId: id, text, author: ann, position: 0 },
});
const started = (id = runId, prompt = promptId): EventBody => ({
  type: 'run.started',
  data: { runId: id, promptId: prompt, model: 'rehearsal/script' },
});
const finished: EventBody = {
  type: 'run.finished',
  data: { runId, promptId, outcome: 'completed', durationMs: 9 },
};
const text = (id: string, content: string, durationMs?: number): EventBody => ({
  type: 'part.finished',
  data: {
    runId,
    part: { id, type: 'text', text: content, ...(durationMs === undefined ? {} : { durationMs }) },
  },
});

const number = (bodies: EventBody[], after = 0): SessionEvent[] =>
  bodies.map((body, index) => {
    const seq = after + index + 1;
    return { ...body, seq, key: `k${seq}`, at };
  });

function viewOf(...bodies: EventBody[]): SessionView {
  const view = emptyView();
  for (const event of number(bodies)) expect(applyEvent(view, event)).toBe('applied');
  return view;
}

function runOf(view: SessionView, id = runId): RunView {
  const run = view.runs.get(id);
  if (!run) throw new Error(`no run ${id}`);
  return run;
}

const delta = (offset: number, content: string, partId = 'p1'): Frame => ({
  kind: 'delta',
  runId,
  partId,
  partType: 'text',
  offset,
  text: content,
});
const checkpoint = (content: string, partId = 'p1'): Frame => ({
  kind: 'checkpoint',
  runId,
  parts: [{ partId, partType: 'text', text: content }],
});
const tool = (status: 'running' | 'completed'): Extract<Frame, { kind: 'tool' }> => ({
  kind: 'tool',
  runId,
  part: { id: 't1', type: 'tool', tool: 'bash', status, input: { command: 'npm test' } },
});

describe('the order of events', () => {
  test('a second arrival changes nothing', () => {
    const view = viewOf(created, queued(), started(), text('p1', 'Done'));
    const before = structuredClone(view);
    for (const event of number([created, queued(), started(), text('p1', 'Done')]))
      expect(applyEvent(view, event)).toBe('known');
    expect(view).toEqual(before);
  });

  test('a gap changes nothing, and is healed by reading what is missing', () => {
    const bodies = [created, queued(), started(), finished];
    const events = number(bodies);
    const view = viewOf(created, queued());
    const before = structuredClone(view);
    expect(applyEvent(view, events[3] as SessionEvent)).toBe('gap');
    expect(view).toEqual(before);
    for (const event of events.slice(view.lastSeq)) applyEvent(view, event);
    expect(view).toEqual(viewOf(...bodies));
  });

  test('a client that joins late sees the same as one that was there', () => {
    const early = viewOf(created, queued(), started());
    applyFrame(early, delta(0, 'Do'));
    applyFrame(early, tool('running'));
    const rest = number(
      [
        text('p1', 'Done'),
        { type: 'part.finished', data: { runId, part: tool('completed').part } },
        finished,
      ],
      3,
    );
    for (const event of rest) applyEvent(early, event);
    const late = emptyView();
    for (const event of [...number([created, queued(), started()]), ...rest])
      applyEvent(late, event);
    expect(early).toEqual(late);
  });
});

describe('prompts', () => {
  const second = 'prm_0000000002';
  const third = 'prm_0000000003';

  test('wait in the order in which they were queued, until they run', () => {
    const view = viewOf(created, queued(), queued(second), started());
    expect(view.queue).toEqual([second]);
    expect(view.prompts.get(promptId)?.state).toBe('running');
    expect(view.prompts.get(second)?.state).toBe('waiting');
  });

  test('are reordered, edited and cancelled', () => {
    const view = viewOf(
      created,
      queued(),
      queued(second),
      queued(third),
      { type: 'prompt.reordered', data: { promptIds: [third, second, promptId], by: ann } },
      { type: 'prompt.edited', data: { promptId: third, text: 'Better', by: ann } },
      { type: 'prompt.cancelled', data: { promptId: second, by: ann } },
    );
    expect(view.queue).toEqual([third, promptId]);
    expect(view.prompts.get(third)).toMatchObject({ text: 'Better', state: 'waiting' });
    expect(view.prompts.get(second)?.state).toBe('cancelled');
  });

  test('that are asked again name the one that they repeat', () => {
    const again: EventBody = {
      type: 'prompt.queued',
      data: { promptId: second, text: 'Fix it', author: bob, position: 0, retryOf: promptId },
    };
    const view = viewOf(created, queued(), started(), finished, again);
    expect(view.prompts.get(promptId)).not.toHaveProperty('retryOf');
    expect(view.prompts.get(second)).toMatchObject({ retryOf: promptId, author: bob, seq: 5, at });
    expect(view.queue).toEqual([second]);
  });

  test('that are steered never wait', () => {
    const view = viewOf(created, queued(), started(), {
      type: 'prompt.steered',
      data: { promptId: second, runId, text: 'Also this', author: bob },
    });
    expect(view.queue).toEqual([]);
    expect(view.prompts.get(second)).toMatchObject({ state: 'steered', author: bob });
  });

  test('are done when their run has finished', () => {
    expect(viewOf(created, queued(), started(), finished).prompts.get(promptId)?.state).toBe(
      'done',
    );
  });
});

describe('runs', () => {
  test('keep outcome, failure, changes and duration', () => {
    const failure = { code: 'no_answer', message: 'No answer.' } as const;
    const changes = { branch: 'b', commit: null, files: 0, additions: 0, deletions: 0 };
    const view = viewOf(created, queued(), started(), {
      type: 'run.finished',
      data: { runId, promptId, outcome: 'failed', failure, changes, durationMs: 7 },
    });
    expect(runOf(view)).toMatchObject({ state: 'failed', failure, changes, durationMs: 7 });
  });

  test('add their usage to the totals', () => {
    const secondRun = 'run_0000000002';
    const used = (id: string): EventBody => ({
      type: 'run.usage',
      data: { runId: id, model: 'rehearsal/script', usage },
    });
    const view = viewOf(
      created,
      queued(),
      started(),
      used(runId),
      started(secondRun),
      used(secondRun),
    );
    expect(runOf(view).usage).toEqual(usage);
    expect(view.totals).toEqual({ costUsd: 0.5, tokens: 240 });
  });

  test('wait for the provider until something else happens', () => {
    const until = '2026-01-02T03:05:00.000Z';
    const view = viewOf(created, queued(), started(), {
      type: 'run.waiting',
      data: { runId, cause: 'busy', until },
    });
    expect(runOf(view).waiting).toEqual({ cause: 'busy', until });
    applyEvent(view, { ...text('p1', 'Go'), seq: 5, key: 'k5', at });
    expect(runOf(view)).not.toHaveProperty('waiting');
  });

  test('let go of the text that a broken stream has brought, and of no other', () => {
    const view = viewOf(created, queued(), started(), text('p1', 'First'));
    applyFrame(view, delta(0, 'So let', 'p2'));
    applyFrame(view, tool('completed'));
    const waiting: EventBody = { type: 'run.waiting', data: { runId, cause: 'cut' } };
    applyEvent(view, { ...waiting, seq: 5, key: 'k5', at });
    expect(runOf(view).parts.map(({ id }) => id)).toEqual(['p1', tool('completed').part.id]);
    applyFrame(view, delta(0, 'So let me', 'p3'));
    expect(runOf(view).parts.at(-1)).toEqual({ id: 'p3', type: 'text', text: 'So let me' });
    applyEvent(view, { ...text('p3', 'So let me go.'), seq: 6, key: 'k6', at });
    applyEvent(view, { ...waiting, seq: 7, key: 'k7', at });
    expect(runOf(view).parts.at(-1)).toMatchObject({ text: 'So let me go.' });
  });

  test('that lost their sandbox begin their answer anew', () => {
    const view = viewOf(created, queued(), started(), text('p1', 'half an answer'));
    applyFrame(view, delta(0, 'and more', 'p2'));
    applyEvent(view, {
      type: 'run.lost',
      data: { runId, attempt: 1, cause: 'the sandbox went away' },
      seq: 5,
      key: 'k5',
      at,
    });
    expect(runOf(view)).toMatchObject({ state: 'running', parts: [] });
    expect(applyFrame(view, delta(0, 'Anew', 'p2'))).toBe('applied');
    expect(runOf(view).parts).toEqual([{ id: 'p2', type: 'text', text: 'Anew' }]);
  });

  test('are stopping between the wish and the end', () => {
    const stopping: EventBody = { type: 'run.stopping', data: { runId, by: ann } };
    expect(runOf(viewOf(created, queued(), started(), stopping)).state).toBe('stopping');
  });

  test('that are not known are passed over', () => {
    const view = viewOf(created, text('p1', 'Done'));
    expect(view.runs.size).toBe(0);
    expect(applyFrame(view, delta(0, 'Do'))).toBe('ignored');
  });
});

describe('streamed text', () => {
  const running = () => viewOf(created, queued(), started());

  test('grows delta by delta', () => {
    const view = running();
    expect(applyFrame(view, delta(0, 'One '))).toBe('applied');
    expect(applyFrame(view, delta(4, 'two'))).toBe('applied');
    expect(runOf(view).parts).toEqual([{ id: 'p1', type: 'text', text: 'One two' }]);
  });

  test('takes only what is new of a delta that overlaps or comes twice', () => {
    const view = running();
    for (const frame of [delta(0, 'One '), delta(0, 'One '), delta(2, 'e two')])
      expect(applyFrame(view, frame)).toBe('applied');
    expect(runOf(view).parts).toEqual([{ id: 'p1', type: 'text', text: 'One two' }]);
  });

  test('never goes on behind a gap, and is healed by a checkpoint', () => {
    const view = running();
    applyFrame(view, delta(0, 'One '));
    expect(applyFrame(view, delta(8, 'three'))).toBe('gap');
    expect(runOf(view).parts).toEqual([{ id: 'p1', type: 'text', text: 'One ' }]);
    expect(applyFrame(view, checkpoint('One two three'))).toBe('applied');
    expect(applyFrame(view, delta(13, ' four'))).toBe('applied');
    expect(runOf(view).parts).toEqual([{ id: 'p1', type: 'text', text: 'One two three four' }]);
  });

  test('is not shortened by an older checkpoint', () => {
    const view = running();
    applyFrame(view, delta(0, 'One two'));
    applyFrame(view, checkpoint('One'));
    expect(runOf(view).parts).toEqual([{ id: 'p1', type: 'text', text: 'One two' }]);
  });

  test('is replaced by the finished part, which nothing late lengthens', () => {
    const view = running();
    applyFrame(view, delta(0, 'Dra'));
    applyEvent(view, { ...text('p1', 'Draft, final'), seq: 4, key: 'k4', at });
    applyFrame(view, delta(3, 'ft'));
    applyFrame(view, checkpoint('Draft'));
    expect(runOf(view).parts).toEqual([{ id: 'p1', type: 'text', text: 'Draft, final' }]);
  });

  test('leaves durable events to applyEvent', () => {
    const view = running();
    const events = number([finished], 3);
    const frame: Frame = { kind: 'events', sessionId: 'ses_0000000001', events };
    expect(applyFrame(view, frame)).toBe('ignored');
    expect(view.lastSeq).toBe(3);
  });
});

test('a tool that has ended does not go back to work', () => {
  const view = viewOf(created, queued(), started());
  expect(applyFrame(view, tool('running'))).toBe('applied');
  expect(applyFrame(view, tool('completed'))).toBe('applied');
  expect(applyFrame(view, tool('running'))).toBe('ignored');
  expect(runOf(view).parts).toEqual([tool('completed').part]);
});

test('phases keep their log, duration and cause of failure', () => {
  const failure = { code: 'setup_failed', message: 'npm is missing' } as const;
  const view = viewOf(
    created,
    { type: 'sandbox.started', data: { sandboxId } },
    { type: 'phase.started', data: { sandboxId, phase: 'clone' } },
    { type: 'phase.finished', data: { sandboxId, phase: 'clone', durationMs: 5 } },
    { type: 'phase.started', data: { sandboxId, phase: 'setup' } },
    { type: 'phase.log', data: { sandboxId, phase: 'setup', lines: ['one'] } },
    { type: 'phase.log', data: { sandboxId, phase: 'setup', lines: ['two'] } },
    { type: 'phase.finished', data: { sandboxId, phase: 'setup', durationMs: 6, failure } },
    { type: 'sandbox.ended', data: { sandboxId, cause: 'setup failed' } },
  );
  expect(view.sandboxes.get(sandboxId)).toEqual({
    sandboxId,
    state: 'ended',
    phases: [
      { phase: 'clone', state: 'done', log: [], durationMs: 5 },
      { phase: 'setup', state: 'failed', log: ['one', 'two'], durationMs: 6, failure },
    ],
  });
});

test('a session is renamed and archived', () => {
  const view = viewOf(
    created,
    { type: 'session.renamed', data: { title: 'Better', by: ann } },
    { type: 'session.archived', data: { archived: true, by: ann } },
  );
  expect(view).toMatchObject({
    title: 'Better',
    archived: true,
    author: ann,
    repository: 'sample',
  });
});
