import type { SessionView } from '../../../contracts/session-view.ts';

/** `trouble`: the run ended otherwise than well. */
export type TourStep = 'prompt' | 'boot' | 'work' | 'trouble' | 'review' | 'decide' | 'over';

/** How far a tour is whose session looks like this. */
export function tourStep(
  { runs, branchState }: Pick<SessionView, 'runs' | 'branchState'>,
  onChanges: boolean,
): TourStep {
  const run = [...runs.values()].at(-1);
  if (!run) return 'boot';
  switch (run.state) {
    case 'running':
    case 'stopping':
      return run.parts.length > 0 ? 'work' : 'boot';
    case 'completed':
      if (!run.changes?.commit || branchState !== 'open') return 'over';
      return onChanges ? 'decide' : 'review';
    default:
      return 'trouble';
  }
}
