import { expect, test } from 'vitest';
import type { EventBody } from '../../../contracts/events.ts';
import { PromptTracker } from '../../../cli/watch/prompt-tracker.ts';
import {
  created,
  finished,
  numbered,
  person,
  queued,
  runId,
  started,
} from '../support/scripted-session.ts';

const ours = 'prm_0000000001';
const other = 'prm_0000000002';
const otherRun = 'run_0000000002';

function track(...bodies: EventBody[]) {
  const tracker = new PromptTracker(ours);
  const ends = numbered(bodies).map((event) => tracker.take(event)?.kind);
  return { tracker, ends };
}

test('a prompt ends with its own run and no other', () => {
  const { tracker, ends } = track(
    created,
    queued(other),
    started(other, otherRun),
    queued(ours),
    finished(other, { runId: otherRun }),
    started(ours),
    finished(ours),
  );
  expect(tracker.runId).toBe(runId);
  expect(ends).toEqual([...Array<undefined>(6).fill(undefined), 'finished']);
});

test('a prompt has begun when the session has taken it', () => {
  expect(track(created, queued(other)).tracker.begun).toBe(false);
  expect(track(created, queued(ours)).tracker.begun).toBe(true);
});

test('a steered prompt ends with the run that it went into', () => {
  const { ends } = track(
    queued(other),
    started(other),
    { type: 'prompt.steered', data: { promptId: ours, runId, text: 'Also', author: person } },
    finished(other),
  );
  expect(ends).toEqual([undefined, undefined, undefined, 'finished']);
});

test('a prompt whose run never started ends with the failure all the same', () => {
  expect(track(queued(ours), finished(ours, { outcome: 'failed' })).ends).toEqual([
    undefined,
    'finished',
  ]);
});

test('a cancelled prompt ends', () => {
  const { ends } = track(queued(ours), {
    type: 'prompt.cancelled',
    data: { promptId: ours, by: person },
  });
  expect(ends).toEqual([undefined, 'cancelled']);
});
