import { expect, test } from 'vitest';
import type { RunView } from '../../../contracts/run-view.ts';
import type { SessionView } from '../../../contracts/session-view.ts';
import { tourStep } from '../../../web-nuxt/app/tour/tour-step.ts';

const sight = (run?: Partial<RunView>): Pick<SessionView, 'runs' | 'branchState'> => {
  const runs: SessionView['runs'] = new Map();
  if (run)
    runs.set('run_1', {
      runId: 'run_1',
      promptId: 'prm_1',
      model: 'rehearsal',
      parts: [],
      state: 'running',
      ...run,
    });
  return { runs, branchState: 'open' };
};
const part = { id: 'prt_1', type: 'text', text: 'Hello' } as const;
const commit = 'c'.repeat(40);
const changes = { branch: 'harvest/mend', files: 1, additions: 5, deletions: 3, commit };

test('the tour goes with the run: it starts, works, is reviewed and decided on', () => {
  expect(tourStep(sight(), false)).toBe('boot');
  expect(tourStep(sight({}), false)).toBe('boot');
  expect(tourStep(sight({ parts: [part] }), false)).toBe('work');
  const finished = sight({ state: 'completed', parts: [part], changes });
  expect(tourStep(finished, false)).toBe('review');
  expect(tourStep(finished, true)).toBe('decide');
  expect(tourStep({ ...finished, branchState: 'merged' }, true)).toBe('over');
  expect(tourStep({ ...finished, branchState: 'discarded' }, true)).toBe('over');
});

test('a run that changes nothing ends the tour, and one that fails says what to do', () => {
  expect(tourStep(sight({ state: 'completed', parts: [part] }), false)).toBe('over');
  expect(tourStep(sight({ state: 'failed' }), false)).toBe('trouble');
  expect(tourStep(sight({ state: 'stopped' }), true)).toBe('trouble');
});
