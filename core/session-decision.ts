import type { ErrorCode } from '../contracts/errors.ts';
import type { EventBody, NewEvent } from '../contracts/events.ts';
import type { CommandType, SessionAnswers } from './session-commands.ts';
import type { SessionState } from './session-state.ts';

/** What follows from a command: the next state, what is written down before it, and the answer. */
export type Decision<T extends CommandType = CommandType> = {
  /** Undefined when the session is no more. */
  state: SessionState | undefined;
  events: NewEvent[];
  answer: SessionAnswers[T];
};

export function eventOf(key: string, at: string, body: EventBody): NewEvent {
  return { ...body, key, at };
}

export function refuse(state: SessionState, code: ErrorCode, detail?: string) {
  return {
    state,
    events: [],
    answer: { ok: false as const, code, ...(detail === undefined ? {} : { detail }) },
  };
}
