import { expect, test } from 'vitest';
import type { EventBody } from '../../../contracts/events.ts';
import { emptyView } from '../../../contracts/session-view.ts';
import type { StreamFrame } from '../../../cli/follow/follow-session.ts';
import { makeStyle } from '../../../cli/render/style.ts';
import { Transcript } from '../../../cli/render/transcript.ts';
import {
  at,
  created,
  finished,
  numbered,
  queued,
  runId,
  sandboxId,
  started,
} from '../support/scripted-session.ts';

const promptId = 'prm_0000000001';
const beginning = [created, queued(promptId), started(promptId)];

/** Feeds events and frames in their order and answers what was printed after the run's start. */
function print(updates: (EventBody | StreamFrame)[], colour = false): string {
  const transcript = new Transcript(emptyView(), makeStyle(colour));
  const events = numbered(beginning);
  for (const event of events) transcript.event(event, runId);
  let seq = events.length;
  return updates
    .map((update) => {
      if ('kind' in update) return transcript.frame(update, runId);
      return numbered([update], seq++)
        .map((event) => transcript.event(event, runId))
        .join('');
    })
    .join('');
}

const delta = (partId: string, offset: number, text: string): StreamFrame => ({
  kind: 'delta',
  runId,
  partId,
  partType: 'text',
  offset,
  text,
});
const text = (id: string, content: string): EventBody => ({
  type: 'part.finished',
  data: { runId, part: { id, type: 'text', text: content } },
});
const bash: EventBody = {
  type: 'part.finished',
  data: {
    runId,
    part: { id: 't1', type: 'tool', tool: 'bash', status: 'completed', input: { command: 'ls' } },
  },
};

test('prints streamed text once and completes it when the part is finished', () => {
  expect(print([delta('p1', 0, 'One '), delta('p1', 4, 'two'), text('p1', 'One two three')])).toBe(
    'One two three\n',
  );
});

test('prints nothing behind a gap until a checkpoint fills it', () => {
  const checkpoint: StreamFrame = {
    kind: 'checkpoint',
    runId,
    parts: [{ partId: 'p1', partType: 'text', text: 'One two three' }],
  };
  expect(print([delta('p1', 0, 'One '), delta('p1', 8, 'three'), checkpoint])).toBe(
    'One two three',
  );
});

test('ends the open line before a tool and goes on after it', () => {
  expect(print([delta('p1', 0, 'One'), bash, delta('p1', 3, ' two'), text('p1', 'One two')])).toBe(
    'One\n$ bash ls\n two\n',
  );
});

test('keeps half of a character back until the other half has come', () => {
  const [high = '', low = ''] = '🚀'.split('');
  expect(print([delta('p1', 0, `a${high}`)])).toBe('a');
  expect(print([delta('p1', 0, `a${high}`), delta('p1', 2, low)])).toBe('a🚀');
});

test('dims reasoning', () => {
  const reasoning: EventBody = {
    type: 'part.finished',
    data: { runId, part: { id: 'p1', type: 'reasoning', text: 'Hm.' } },
  };
  expect(print([reasoning], true)).toBe('\u001b[2mHm.\u001b[22m\n');
});

test('prints the answer of a second attempt from its beginning', () => {
  const lost: EventBody = { type: 'run.lost', data: { runId, attempt: 1, cause: 'it ended' } };
  expect(print([delta('p1', 0, 'One'), lost, delta('p1', 0, 'One')])).toBe(
    'One\nThe sandbox was lost (it ended); trying again.\nOne',
  );
  expect(print([text('p1', 'One'), lost, text('p1', 'One')])).toBe(
    'One\nThe sandbox was lost (it ended); trying again.\nOne\n',
  );
});

test('shows the log of the setup, and of another phase only when it fails', () => {
  const phase = (name: 'setup' | 'clone', failed: boolean): EventBody[] => [
    { type: 'phase.log', data: { sandboxId, phase: name, lines: ['line'] } },
    {
      type: 'phase.finished',
      data: {
        sandboxId,
        phase: name,
        durationMs: 100,
        ...(failed ? { failure: { code: 'clone_failed' as const, message: 'no such host' } } : {}),
      },
    },
  ];
  expect(print(phase('setup', false))).toBe('  │ line\n✓ setup 0.1 s\n');
  expect(print(phase('clone', false))).toBe('✓ clone 0.1 s\n');
  expect(print(phase('clone', true))).toBe('  │ line\n✗ clone 0.1 s no such host\n');
});

test('says for how long a run waits, not until which time of the service', () => {
  const cause = 'The model asks for patience';
  const until = new Date(Date.parse(at) + 90_000).toISOString();
  expect(print([{ type: 'run.waiting', data: { runId, cause, until } }])).toBe(
    `Waiting for 1 min 30 s: ${cause}\n`,
  );
  expect(print([{ type: 'run.waiting', data: { runId, cause } }])).toBe(`Waiting: ${cause}\n`);
});

test('says nothing about another run', () => {
  const other = 'run_0000000002';
  const frame: StreamFrame = { ...delta('p9', 0, 'Other'), runId: other } as StreamFrame;
  expect(print([started('prm_0000000002', other), frame])).toBe('');
});

test('closes an open line at the end of the run', () => {
  expect(print([delta('p1', 0, 'cut off'), finished(promptId)])).toBe('cut off\n');
});

test('says why a run ends that nobody has answered', () => {
  expect(print([{ type: 'run.unanswered', data: { runId } }])).toMatch(
    /^Nobody has answered in time/,
  );
});

test('does not tell a question as failed that is open, or that somebody answers elsewhere', () => {
  const questionId = 'que_0000000001';
  const asked: EventBody = { type: 'question.asked', data: { questionId, runId, questions: [] } };
  const call = { id: 'c', type: 'tool', tool: 'question', input: {}, status: 'error' } as const;
  const aborted: EventBody = {
    type: 'part.finished',
    data: { runId, part: { ...call, error: 'Tool execution aborted', questionId } },
  };
  expect(print([asked, aborted])).not.toContain('failed');
  expect(print([aborted])).toContain('failed: Tool execution aborted');
});
