import { queueLimit } from '../contracts/api.ts';
import { failure, type ErrorCode } from '../contracts/errors.ts';
import type { NewEvent } from '../contracts/events.ts';
import type { Person } from '../contracts/ids.ts';
import { eventOf, refuse, type Decision } from './session-decision.ts';
import type { CommandOf, Prompt } from './session-commands.ts';
import { isResting, steerResting, wake } from './session-rest.ts';
import { startRun, ticketOf } from './session-start.ts';
import { saidLimit, withDone, type CurrentRun, type SessionState } from './session-state.ts';

type PromptCommand = CommandOf<'enqueue' | 'steered' | 'claim' | 'change' | 'cancel'>;

export function decidePrompt(state: SessionState, command: PromptCommand, now: string): Decision {
  switch (command.type) {
    case 'enqueue':
      return enqueue(state, command, now);
    case 'steered':
      return steered(state, command, now);
    case 'claim':
      return claim(state, command, now);
    case 'change':
    case 'cancel':
      return changeWaiting(state, command, now);
  }
}

function enqueue(state: SessionState, command: CommandOf<'enqueue'>, now: string): Decision {
  const { prompt, instanceId, defaultModel } = command;
  const { promptId } = prompt;
  if (state.run?.promptId === promptId) {
    const mine = state.run.instanceId === instanceId;
    return mine ? carried(state) : { state, events: [], answer: { ok: true, action: 'running' } };
  }
  if (state.queue.some((waiting) => waiting.promptId === promptId))
    return { state, events: [], answer: { ok: true, action: 'queued' } };
  if (state.done.includes(promptId))
    return { state, events: [], answer: { ok: true, action: 'done' } };
  if (state.archived) return refusePrompt(state, prompt, 'session_archived', now);
  if (state.run && takesMore(state.run) && prompt.mode === 'steer') {
    if (isResting(state.run)) return steerResting(state, state.run, prompt, now);
    const { runId } = state.run;
    const sandboxId = sandboxAtHand(state);
    return { state, events: [], answer: { ok: true, action: 'steer', runId, sandboxId } };
  }
  if (state.queue.length >= queueLimit) return refusePrompt(state, prompt, 'queue_full', now);

  const index = placeOf(state, prompt);
  const busy = state.run !== null || state.queue.length > 0;
  const queued = eventOf(`prompt:${promptId}`, now, {
    type: 'prompt.queued',
    data: {
      promptId,
      text: prompt.text,
      author: prompt.author,
      ...(prompt.model ? { model: prompt.model } : {}),
      ...(prompt.effort ? { effort: prompt.effort } : {}),
      ...(prompt.attachments ? { attachments: prompt.attachments } : {}),
      ...(prompt.retryOf ? { retryOf: prompt.retryOf } : {}),
      position: index + (state.run ? 1 : 0),
    },
  });
  const waiting = {
    promptId,
    author: prompt.author,
    ...(prompt.model ? { model: prompt.model } : {}),
    ...(prompt.effort ? { effort: prompt.effort } : {}),
    ...(prompt.order === undefined ? {} : { order: prompt.order }),
  };
  const queue = state.queue.toSpliced(index, 0, waiting);
  const next = { ...state, queue };
  if (busy) {
    const moved =
      index < state.queue.length ? [reordered(`order:${promptId}`, now, next, prompt.author)] : [];
    return { state: next, events: [queued, ...moved], answer: { ok: true, action: 'queued' } };
  }
  const started = startRun(next, { instanceId, defaultModel, now });
  return { ...carried(started.state), events: [queued, ...started.events] };
}

function takesMore({ stopping, said }: CurrentRun): boolean {
  return !stopping && said.length < saidLimit;
}

/** The sandbox in which something may be begun: not one that is being parked. */
function sandboxAtHand({ parking, sandboxId }: SessionState): string | null {
  return parking ? null : sandboxId;
}

function carried(state: SessionState): Decision {
  if (!state.run) throw new Error('There is no run to carry.');
  const { stopping, restedIn } = state.run;
  const sandboxId = sandboxAtHand(state);
  return {
    state,
    events: [],
    answer: { ok: true, action: 'run', run: ticketOf(state.run), sandboxId, stopping, restedIn },
  };
}

function steered(state: SessionState, command: CommandOf<'steered'>, now: string): Decision {
  const { prompt, runId, sandboxId } = command;
  const { promptId, text, author, attachments } = prompt;
  if (state.done.includes(promptId)) return { state, events: [], answer: { ok: true } };
  const run = state.run?.runId === runId ? state.run : null;
  // Its run goes on elsewhere or later, where nobody has heard of it.
  if (run && (sandboxAtHand(state) !== sandboxId || isResting(run)))
    return refuse(state, 'sandbox_lost');
  const event = eventOf(`prompt:${promptId}`, now, {
    type: 'prompt.steered',
    data: { promptId, runId, text, author, ...(attachments ? { attachments } : {}) },
  });
  const told = run ? { ...state, run: { ...run, said: [...run.said, promptId] } } : state;
  return { state: withDone(told, promptId), events: [event], answer: { ok: true } };
}

/** Says no where everyone sees it, for nobody waits for this answer; and for good, should it come again. */
function refusePrompt(
  state: SessionState,
  { promptId, text, author }: Prompt,
  code: ErrorCode,
  now: string,
): Decision {
  const event = eventOf(`prompt:${promptId}`, now, {
    type: 'prompt.refused',
    data: { promptId, text, author, failure: failure(code) },
  });
  return { state: withDone(state, promptId), events: [event], answer: { ok: false, code } };
}

function claim(state: SessionState, command: CommandOf<'claim'>, now: string): Decision {
  const mine =
    state.run?.promptId === command.promptId && state.run.instanceId === command.instanceId;
  if (!mine) return refuse(state, 'run_unknown');
  const woken = wake(state, now);
  return { ...carried(woken.state), events: woken.events };
}

function changeWaiting(
  state: SessionState,
  command: CommandOf<'change' | 'cancel'>,
  now: string,
): Decision {
  const { promptId, by } = command;
  const index = state.queue.findIndex((waiting) => waiting.promptId === promptId);
  const waiting = state.queue[index];
  if (!waiting) {
    const repeated = command.type === 'cancel' && state.done.includes(promptId);
    return repeated ? { state, events: [], answer: { ok: true } } : refuse(state, 'prompt_unknown');
  }
  if (by.id !== waiting.author.id && by.id !== state.author.id) return refuse(state, 'forbidden');
  const others = state.queue.filter((other) => other !== waiting);
  if (command.type === 'cancel') {
    const event = eventOf(`cancel:${promptId}`, now, {
      type: 'prompt.cancelled',
      data: { promptId, by },
    });
    const over = withDone({ ...state, queue: others }, promptId);
    return { state: over, events: [event], answer: { ok: true } };
  }
  const { commandId, text, position } = command;
  const queue = position === undefined ? state.queue : others.toSpliced(position, 0, waiting);
  const next = { ...state, queue };
  const edited = (changed: string): NewEvent =>
    eventOf(`edit:${commandId}`, now, {
      type: 'prompt.edited',
      data: { promptId, text: changed, by },
    });
  const events = [
    ...(text === undefined ? [] : [edited(text)]),
    ...(position === undefined ? [] : [reordered(`move:${commandId}`, now, next, by)]),
  ];
  return { state: next, events, answer: { ok: true } };
}

/** Mostly the end. A prompt that was held up on its way goes before those that overtook it. */
function placeOf({ queue }: SessionState, { order = Infinity }: Prompt): number {
  const overtaken = queue.findIndex(
    (waiting) => waiting.order !== undefined && waiting.order > order,
  );
  return overtaken < 0 ? queue.length : overtaken;
}

function reordered(key: string, now: string, { queue }: SessionState, by: Person): NewEvent {
  const promptIds = queue.map(({ promptId }) => promptId);
  return eventOf(key, now, { type: 'prompt.reordered', data: { promptIds, by } });
}
