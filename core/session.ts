import type { NewEvent } from '../contracts/events.ts';
import { eventOf, refuse, type Decision } from './session-decision.ts';
import { decideBranch } from './session-branch.ts';
import { decidePeople } from './session-people.ts';
import { decidePrompt } from './session-prompts.ts';
import { decideRun } from './session-runs.ts';
import { decideSandbox } from './session-sandbox.ts';
import type { SessionCommand } from './session-commands.ts';
import { withWaiting, type SessionState } from './session-state.ts';

/** The session's whole behaviour: pure, and harmless when a command comes a second time. */
export function decide(state: SessionState, command: SessionCommand, now: string): Decision {
  const decision = decideCommand(state, command, now);
  if (!decision.state) return decision;
  const next = withWaiting(decision.state, now);
  const news = decision.events.findLast(isNews);
  return { ...decision, state: news ? { ...next, changedAt: news.at } : next };
}

/** @param time an ISO time; without one, that does not matter */
function isUnusedSince(
  { run, queue, sandboxId, changedAt }: SessionState,
  time: string | undefined,
): boolean {
  if (time === undefined) return true;
  return !run && queue.length === 0 && !sandboxId && changedAt < time;
}

/** Where a session's work is done is nobody's news. */
function isNews({ type }: NewEvent): boolean {
  return !type.startsWith('sandbox.') && type !== 'run.rested' && type !== 'run.woken';
}

function decideCommand(state: SessionState, command: SessionCommand, now: string): Decision {
  if (state.deleted && command.type !== 'delete' && command.type !== 'forget')
    return refuse(state, 'session_unknown');
  switch (command.type) {
    case 'enqueue':
    case 'steered':
    case 'claim':
    case 'change':
    case 'cancel':
      return decidePrompt(state, command, now);
    case 'stop':
    case 'finish':
    case 'lost':
      return decideRun(state, command, now);
    case 'occupy':
    case 'sandboxGone':
    case 'park':
    case 'parked':
      return decideSandbox(state, command, now);
    case 'comment':
    case 'addCollaborator':
    case 'removeCollaborator':
    case 'asked':
    case 'replied':
    case 'unanswered':
      return decidePeople(state, command, now);
    case 'merged':
    case 'discarded':
      return decideBranch(state, command, now);
    case 'rename': {
      const { title, by, commandId } = command;
      const event = eventOf(`rename:${commandId}`, now, {
        type: 'session.renamed',
        data: { title, by },
      });
      return { state: { ...state, title }, events: [event], answer: { ok: true } };
    }
    case 'archive': {
      const { archived, by, commandId } = command;
      const event = eventOf(`archive:${commandId}`, now, {
        type: 'session.archived',
        data: { archived, by },
      });
      return { state: { ...state, archived }, events: [event], answer: { ok: true } };
    }
    case 'refresh':
      return { state, events: [], answer: { ok: true } };
    case 'delete': {
      // Once it is being removed there is no way back.
      if (!state.deleted && !isUnusedSince(state, command.unusedSince))
        return refuse(state, 'run_active');
      const { sandboxId, snapshotId, run } = state;
      const instanceId = run?.instanceId ?? null;
      return {
        state: { ...state, deleted: true },
        events: [],
        answer: { ok: true, sandboxId, snapshotId, instanceId },
      };
    }
    case 'forget':
      return { state: undefined, events: [], answer: { ok: true } };
  }
}
