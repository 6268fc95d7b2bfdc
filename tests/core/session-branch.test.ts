import { expect, test } from 'vitest';
import { summarise } from '../../core/session-state.ts';
import { Actor, finishOf, owner } from './support/actor.ts';

const commit = 'c0ffee0000000000000000000000000000000000';
const changes = { branch: 'harvest/a', commit, files: 1, additions: 1, deletions: 0 };
const merged = {
  type: 'merged',
  at: '2026-01-01T00:00:00.000Z',
  commit,
  into: 'main',
  by: owner,
} as const;

function stateOf(actor: Actor) {
  const { branchState, changes: left } = summarise(actor.state);
  return { summary: branchState, view: actor.view.branchState, left };
}

test('a merged branch is open again as soon as a run adds to it', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(finishOf(1, { outcome: 'completed', changes }));
  expect(stateOf(actor)).toEqual({ summary: 'open', view: 'open', left: changes });
  expect(actor.ask(merged)).toEqual({ ok: true });
  expect(stateOf(actor)).toEqual({ summary: 'merged', view: 'merged', left: changes });

  actor.enqueue(2);
  actor.ask(finishOf(2, { outcome: 'completed', changes: { ...changes, commit: null } }));
  expect(stateOf(actor)).toMatchObject({ summary: 'merged', view: 'merged' });
  actor.enqueue(3);
  actor.ask(finishOf(3, { outcome: 'completed', changes }));
  expect(stateOf(actor)).toMatchObject({ summary: 'open', view: 'open' });
});

test('the same merge is told once', () => {
  const actor = new Actor();
  actor.ask(merged);
  actor.askThroughCrash(merged);
  expect(actor.types.filter((type) => type === 'branch.merged')).toHaveLength(1);
});

test('a discarded branch leaves no changes', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(finishOf(1, { outcome: 'completed', changes }));
  actor.ask({ type: 'discarded', commandId: 'prm_0000000009', by: owner });
  expect(stateOf(actor)).toEqual({ summary: 'discarded', view: 'discarded', left: null });
});
