import { eventOf, type Decision } from './session-decision.ts';
import type { CommandOf } from './session-commands.ts';
import type { SessionState } from './session-state.ts';

/** Notes what has been done to the session's branch in the person's repository. */
export function decideBranch(
  state: SessionState,
  command: CommandOf<'merged' | 'discarded'>,
  now: string,
): Decision {
  const { by } = command;
  if (command.type === 'merged') {
    const { at, commit, into } = command;
    const data = { by, commit, into };
    const event = eventOf(`branch:merged:${commit}`, at, { type: 'branch.merged', data });
    const merged: SessionState = { ...state, branchState: 'merged' };
    return { state: merged, events: [event], answer: { ok: true } };
  }
  const key = `branch:discarded:${command.commandId}`;
  const event = eventOf(key, now, { type: 'branch.discarded', data: { by } });
  const discarded: SessionState = { ...state, branchState: 'discarded', changes: null };
  return { state: discarded, events: [event], answer: { ok: true } };
}
