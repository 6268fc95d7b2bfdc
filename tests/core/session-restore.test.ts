import { expect, it, test } from 'vitest';
import type { SessionEvent } from '../../contracts/events.ts';
import { RestoredSession } from '../../core/session-restore.ts';
import { successorOf } from '../../core/session-start.ts';
import type { SessionState } from '../../core/session-state.ts';
import { Actor, colleague, finishOf, owner, promptOf, runId, sandboxId } from './support/actor.ts';
import { SessionWalk } from './support/session-walk.ts';

const usage = {
  ...{ inputTokens: 100, outputTokens: 20, reasoningTokens: 5 },
  ...{ cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0.25 },
};

function restored(history: readonly SessionEvent[]): SessionState | undefined {
  const session = new RestoredSession('ses_0000000001');
  for (const event of history) session.add(event);
  return session.state;
}

/** The state without what only the actor knows: who carries its run, and what is just being done. */
function told(state: SessionState): SessionState {
  const { run, sessionId } = state;
  return {
    ...state,
    run: run && { ...run, instanceId: successorOf(sessionId, run.runId) },
    parking: false,
  };
}

/** What was decided twice, by a process that died in between, has two times. */
function timeless(state: SessionState | undefined) {
  const { run } = state ?? {};
  const times = { startedAt: '', waitingSince: run?.waitingSince && 'waiting', waitedMs: 0 };
  return { ...state, changedAt: '', run: run && { ...run, ...times } };
}

it.each([1, 2, 3, 4, 5, 6])('gives a lost actor its state back at each step of walk %i', (seed) => {
  const walk = new SessionWalk(seed);
  for (let step = 0; step < 300; step += 1) {
    walk.step();
    const { state, history } = walk.actor;
    expect(timeless(restored(history))).toEqual(timeless(told(state)));
  }
});

test('times, people, questions, cost and changes are as the actor had them', () => {
  const actor = new Actor();
  const changes = { branch: 'harvest/a', commit: 'c0ffee', files: 1, additions: 1, deletions: 0 };
  actor.enqueue(1, promptOf(1, { author: colleague, model: 'a/b', effort: 'high' }));
  actor.ask({ type: 'occupy', runId: runId(1), sandboxId: sandboxId(1) });
  actor.ask({ ...finishOf(1, { outcome: 'completed', changes }), metered: usage });
  actor.ask({ type: 'addCollaborator', commandId: 'c', person: colleague, by: owner });
  const merged = { at: '2026-01-01T00:00:09.500Z', commit: 'c0ffee', into: 'main', by: owner };
  actor.ask({ type: 'merged', ...merged });
  actor.enqueue(2, promptOf(2, { author: colleague, model: 'a/b' }));
  actor.enqueue(3);
  expect(actor.state).toMatchObject({ costUsd: 0.25, tokens: 120, changes });
  expect(restored(actor.history)).toEqual(told(actor.state));
});

test('what people took to answer is known from the history, too', () => {
  const actor = new Actor();
  const asked = { type: 'asked' as const, runId: runId(1), questions: [] };
  const replied = { type: 'replied', runId: runId(1), by: owner, taken: true } as const;
  const reply = { dismiss: true } as const;
  actor.enqueue(1);
  actor.ask({ ...asked, questionId: 'que_0000000001' });
  actor.pass(60);
  actor.ask({ ...replied, questionId: 'que_0000000001', reply });
  expect(actor.state.run).toMatchObject({ waitedMs: 61_000, waitingSince: null });
  expect(restored(actor.history)).toEqual(told(actor.state));
  actor.ask({ ...asked, questionId: 'que_0000000002' });
  expect(restored(actor.history)).toEqual(told(actor.state));
});

test('a history that does not say its repository is helped by who knows it', () => {
  const actor = new Actor();
  const history = actor.history.map((event) => {
    if (event.type !== 'session.created') return event;
    const { repositoryId: _, baseBranch: __, ...data } = event.data;
    return { ...event, data };
  });
  expect(restored(history)).toBeUndefined();
  const known = { repository: 'shop', baseBranch: 'main' };
  const session = new RestoredSession('ses_0000000001', known);
  for (const event of history) session.add(event);
  expect(session.state).toEqual(actor.state);
});

test('no history is no session', () => {
  expect(restored([])).toBeUndefined();
});
