import { isOpen, type CurrentRun, type SessionState } from './session-state.ts';

type Later = Pick<CurrentRun, 'said' | 'restedIn' | 'unanswered' | 'waitedMs' | 'waitingSince'>;

/** A state that an actor has kept, perhaps since an earlier release. */
export function keptState(state: SessionState): SessionState {
  return state.run ? { ...state, run: { ...laterOf(state), ...state.run } } : state;
}

/** What a run has that began under a release which did not know of this yet. */
function laterOf({ questions, changedAt }: SessionState): Later {
  // Nothing tells the question from what people have done since it was asked.
  const waitingSince = questions.some(isOpen) ? changedAt : null;
  return { said: [], restedIn: null, unanswered: false, waitedMs: 0, waitingSince };
}
