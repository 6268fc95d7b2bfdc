import { expect, it } from 'vitest';
import { keptState } from '../../core/kept-state.ts';
import type { SessionState } from '../../core/session-state.ts';
import { Actor, finishOf, promptId, sandboxId, runId } from './support/actor.ts';

/** As releases kept it before runs could rest. */
function inEarlierWords({ run, ...state }: SessionState): SessionState {
  if (!run) throw new Error('There is no run.');
  const { said: _, restedIn: __, unanswered: ___, ...since } = run;
  const { waitedMs: ____, waitingSince: _____, ...known } = since;
  return { ...state, run: known } as SessionState;
}

it('lets a run of an earlier release be steered, claimed and finished', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask({ type: 'occupy', runId: runId(1), sandboxId: sandboxId(1) });
  actor.state = keptState(inEarlierWords(actor.state));
  expect(actor.enqueue(2, { mode: 'steer' })).toMatchObject({ action: 'steer' });
  const claim = { type: 'claim', promptId: promptId(1), instanceId: promptId(1) } as const;
  expect(actor.ask(claim)).toMatchObject({ restedIn: null, run: { said: [] } });
  expect(actor.ask(finishOf(1))).toMatchObject({ ok: true });
  expect(keptState(actor.state)).toBe(actor.state);
});

it('lets a run of an earlier release that asks something wait since the session was last used', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask({ type: 'asked', runId: runId(1), questionId: 'que_0000000001', questions: [] });
  const { changedAt } = actor.state;
  actor.state = keptState(inEarlierWords(actor.state));
  expect(actor.state.run).toMatchObject({ waitedMs: 0, waitingSince: changedAt });
});

it('takes nothing from a run of today', () => {
  const actor = new Actor();
  actor.enqueue(1);
  const { state } = actor;
  expect(keptState(state)).toEqual(state);
});
