import { idleKey, idleSince } from './idle-since.ts';
import { eventOf, refuse, type Decision } from './session-decision.ts';
import type { CommandOf } from './session-commands.ts';
import { rest } from './session-rest.ts';
import type { SessionState } from './session-state.ts';

export function decideSandbox(
  state: SessionState,
  command: CommandOf<'occupy' | 'sandboxGone' | 'park' | 'parked'>,
  now: string,
): Decision {
  switch (command.type) {
    case 'occupy':
      return occupy(state, command, now);
    case 'sandboxGone':
      return gone(state, command, now);
    case 'park':
      return park(state, command, now);
    case 'parked':
      return parked(state, command, now);
  }
}

/** Lets a sandbox be parked that idles since then; if a run waits in it for an answer, that rests. */
function park(state: SessionState, command: CommandOf<'park'>, now: string): Decision {
  const { sandboxId } = command;
  const since = idleSince(state);
  // Granted once, it is to be done, whatever has come since.
  const granted = state.parking || (since !== null && idleKey(since) === idleKey(command));
  if (state.sandboxId !== sandboxId || !granted)
    return { state, events: [], answer: { ok: true, park: false, resting: null } };
  const rests = state.run && !state.parking ? rest(state.run, sandboxId, now) : null;
  const run = rests?.run ?? state.run;
  const resting = run?.restedIn === sandboxId ? run.instanceId : null;
  return {
    state: { ...state, run, parking: true },
    events: rests?.events ?? [],
    answer: { ok: true, park: true, resting },
  };
}

function occupy(state: SessionState, command: CommandOf<'occupy'>, now: string): Decision {
  if (state.run?.runId !== command.runId) return refuse(state, 'run_unknown');
  const { snapshotId } = state;
  if (state.sandboxId && state.parking)
    return { state, events: [], answer: { ok: true, wait: true, sandboxId: state.sandboxId } };
  if (state.sandboxId) {
    // The proposed id back again means that this very question was asked before.
    const fresh = state.sandboxId === command.sandboxId;
    return {
      state,
      events: [],
      answer: { ok: true, sandboxId: state.sandboxId, fresh, snapshotId },
    };
  }
  const { sandboxId } = command;
  const event = eventOf(`sandbox:${sandboxId}:started`, now, {
    type: 'sandbox.started',
    data: { sandboxId, ...(snapshotId ? { from: snapshotId } : {}) },
  });
  return {
    state: { ...state, sandboxId },
    events: [event],
    answer: { ok: true, sandboxId, fresh: true, snapshotId },
  };
}

function gone(state: SessionState, command: CommandOf<'sandboxGone'>, now: string): Decision {
  const { sandboxId, cause } = command;
  const mine = state.sandboxId === sandboxId;
  const event = eventOf(`sandbox:${sandboxId}:ended`, now, {
    type: 'sandbox.ended',
    data: { sandboxId, cause },
  });
  return {
    state: {
      ...state,
      sandboxId: mine ? null : state.sandboxId,
      // Nobody waits for the snapshot of what is gone.
      parking: state.parking && !mine,
      snapshotId: command.snapshotId ?? state.snapshotId,
    },
    events: [event],
    answer: { ok: true, former: replacedBy(state, command.snapshotId) },
  };
}

function parked(state: SessionState, command: CommandOf<'parked'>, now: string): Decision {
  const { sandboxId, snapshotId } = command;
  if (state.sandboxId !== sandboxId)
    return { state, events: [], answer: { ok: true, former: null } };
  const event = eventOf(
    `sandbox:${sandboxId}:parked`,
    now,
    snapshotId
      ? { type: 'sandbox.parked', data: { sandboxId, snapshotId } }
      : { type: 'sandbox.ended', data: { sandboxId, cause: 'It left nothing to keep.' } },
  );
  return {
    state: {
      ...state,
      parking: false,
      sandboxId: null,
      snapshotId: snapshotId ?? state.snapshotId,
    },
    events: [event],
    answer: { ok: true, former: replacedBy(state, snapshotId) },
  };
}

function replacedBy({ snapshotId }: SessionState, newer: string | null | undefined): string | null {
  return newer && newer !== snapshotId ? snapshotId : null;
}
