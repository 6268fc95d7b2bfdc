import { expect, test } from 'vitest';
import { noUsage } from '../../contracts/usage.ts';
import { carryRun } from '../../orchestrations/carry-run.ts';
import { signalNames } from '../../orchestrations/signals.ts';
import { Driven, type Raised } from './support/driven.ts';

const sessionId = 'ses_0000000001';
const runId = 'run_0000000001';
const [first, second] = ['sbx_0000000001', 'sbx_0000000002'];
const run = {
  ...{ runId, promptId: 'prm_0000000001', instanceId: 'instance', model: 'a/b' },
  said: [],
};
const begun = { run, sandboxId: first, stopping: false, restedIn: null };
const claimed = { ok: true, action: 'run', ...begun };

const turn = (sandboxId: string, outcome: 'stopped' | 'completed'): Raised => ({
  name: signalNames.turn(runId, sandboxId),
  value: { runId, outcome, usage: noUsage, summary: '' },
});
const rest = { name: signalNames.rest(first) };
const woken = { name: signalNames.woken(first) };
const stop = { name: signalNames.stop };

/** Carries the run to its end; `claims` are what its actor answers to a claim, one after the other. */
function carried(events: readonly Raised[], claims: readonly object[]) {
  const answers = claims.map((more) => ({ ...claimed, ...more }));
  const driven = new Driven(({ name }) => {
    switch (name) {
      case 'claim':
        return answers.shift();
      case 'dispatch-run':
        return { state: 'accepted' };
      case 'occupy':
        return { ok: true, sandboxId: second, fresh: false, snapshotId: null };
      case 'sandbox-state':
        return { state: 'ready' };
      case 'publish-changes':
        return { state: 'published' };
      default:
        return undefined;
    }
  }, events);
  const result = driven.run(carryRun(driven.context, sessionId, begun));
  return { result, left: answers.length };
}

test.each([
  ['in their order', [rest, turn(first, 'stopped')]],
  ['in another order', [turn(first, 'stopped'), rest]],
])('a run rests when it hears of it and of its turn’s end %s', (_, events) => {
  const resting = { sandboxId: null, restedIn: first };
  const goesOn = { sandboxId: null, restedIn: null };
  const inOrder = events[0] === rest;
  const { result, left } = carried(
    [...events, woken, turn(second, 'completed')],
    inOrder ? [goesOn] : [resting, goesOn],
  );
  expect(result).toMatchObject({ outcome: 'completed' });
  expect(left).toBe(0);
});

test('a turn that ends otherwise is the end of the run, and a stop is one without a question', () => {
  expect(carried([turn(first, 'stopped')], [{}]).result.outcome).toBe('stopped');
  expect(carried([stop, turn(first, 'stopped')], []).result.outcome).toBe('stopped');
});
