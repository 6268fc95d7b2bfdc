import { beforeEach, expect, it } from 'vitest';
import { noteWaiting, noWait, waitedUntil } from '../../core/waiting-time.ts';
import type { CommandOf } from '../../core/session-commands.ts';
import { Actor, finishOf, owner, promptId, runId, sandboxId, snapshotId } from './support/actor.ts';

const question = (n: number): string => `que_000000000${n}`;
const asked = (n: number): CommandOf<'asked'> => ({
  ...{ type: 'asked', runId: runId(1), questionId: question(n), questions: [] },
});
const replied = (n: number, taken = true): CommandOf<'replied'> => ({
  ...{ type: 'replied', runId: runId(1), questionId: question(n), by: owner, taken },
  reply: { answers: [['red']] },
});
const occupy = { type: 'occupy', runId: runId(1), sandboxId: sandboxId(1) } as const;

let actor: Actor;
beforeEach(() => {
  actor = new Actor();
  actor.enqueue(1);
  actor.ask(occupy);
});

/** In seconds, as its end tells it. */
function duration(): number | undefined {
  const finished = actor.history.find((event) => event.type === 'run.finished');
  return finished && finished.data.durationMs / 1_000;
}

it('counts the time that the agent works, and not the one that people take', () => {
  actor.pass(10);
  actor.ask(asked(1));
  actor.pass(86_400);
  actor.ask(replied(1));
  actor.pass(20);
  actor.ask(finishOf(1));
  expect(duration()).toBe(33);
});

it('waits for people as long as anything is open', () => {
  actor.ask(asked(1));
  actor.pass(100);
  actor.ask(asked(2));
  actor.pass(100);
  actor.ask(replied(1));
  actor.pass(100);
  actor.ask(replied(2));
  actor.ask(finishOf(1));
  expect(duration()).toBe(3);
});

it('counts a rest as people’s time, until they have answered', () => {
  actor.ask(asked(1));
  const idle = { sandboxId: sandboxId(1), runId: runId(1), questionId: question(1) };
  actor.ask({ type: 'park', ...idle });
  actor.ask({ type: 'parked', sandboxId: sandboxId(1), snapshotId: snapshotId(1) });
  actor.pass(86_400);
  actor.ask(replied(1, false));
  actor.pass(5);
  actor.ask({ type: 'claim', promptId: promptId(1), instanceId: promptId(1) });
  actor.ask(finishOf(1));
  expect(duration()).toBe(9);
});

it('works again when its sandbox is lost with the question, and was not at work when it ends with one', () => {
  actor.ask(asked(1));
  actor.pass(100);
  actor.ask({ type: 'lost', runId: runId(1), sandboxId: sandboxId(1), cause: 'It ended.' });
  actor.pass(5);
  actor.ask({ ...asked(2), questionId: question(2) });
  actor.pass(100);
  actor.ask(finishOf(1, { outcome: 'stopped' }));
  expect(duration()).toBe(8);
});

it('is not less than nothing where clocks disagree, and stays as it is where nothing changes', () => {
  const since = noteWaiting(noWait, true, '2026-01-01T00:00:10.000Z');
  expect(waitedUntil(since, '2026-01-01T00:00:00.000Z')).toBe(0);
  expect(noteWaiting(since, true, '2026-01-01T00:00:20.000Z')).toBe(since);
});
