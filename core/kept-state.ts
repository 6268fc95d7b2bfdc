import type { CurrentRun, SessionState } from './session-state.ts';

/** What a run has that began under a release which did not know of this yet. */
const later: Pick<CurrentRun, 'said' | 'restedIn'> = { said: [], restedIn: null };

/** A state that an actor has kept, perhaps since an earlier release. */
export function keptState(state: SessionState): SessionState {
  return state.run ? { ...state, run: { ...later, ...state.run } } : state;
}
