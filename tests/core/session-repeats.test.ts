import { describe, expect, it } from 'vitest';
import type { CommandOf, SessionCommand } from '../../core/session-commands.ts';
import type { SessionState } from '../../core/session-state.ts';
import {
  Actor,
  colleague,
  defaultModel,
  enqueueOf,
  finishOf,
  owner,
  promptId,
  promptOf,
  runId,
  sandboxId,
  snapshotId,
  successor,
} from './support/actor.ts';

type Case = { name: string; before: SessionCommand[]; command: SessionCommand };

const by = owner;
const enqueue = (n: number) => enqueueOf(promptOf(n));
const occupy: SessionCommand = { type: 'occupy', runId: runId(1), sandboxId: sandboxId(1) };
const working = [enqueue(1), occupy, enqueue(2), enqueue(3)];
const idle = [enqueue(1), occupy, finishOf(1)];
const park: SessionCommand = { type: 'park', sandboxId: sandboxId(1), afterRunId: runId(1) };
const lost: SessionCommand = {
  ...{ type: 'lost', runId: runId(1), sandboxId: sandboxId(1), cause: 'It ended.' },
};
const asked: CommandOf<'asked'> = {
  ...{ type: 'asked', runId: runId(1), questionId: 'que_0000000001', questions: [] },
};
const replied: CommandOf<'replied'> = {
  ...{ type: 'replied', runId: runId(1), questionId: asked.questionId },
  ...{ reply: { answers: [['red']] }, by, taken: true },
};
const rest: SessionCommand = {
  ...{ type: 'park', sandboxId: sandboxId(1) },
  ...{ runId: runId(1), questionId: asked.questionId },
};
const steering = promptOf(9, { mode: 'steer' });

const cases: Case[] = [
  { name: 'enqueue that runs', before: [], command: enqueue(1) },
  { name: 'enqueue that waits', before: [enqueue(1)], command: enqueue(2) },
  { name: 'enqueue that steers', before: working, command: enqueueOf(steering) },
  {
    name: 'steered',
    before: working,
    command: {
      ...{ type: 'steered', prompt: steering },
      ...{ runId: runId(1), sandboxId: sandboxId(1) },
    },
  },
  {
    name: 'claim',
    before: [...working, finishOf(1)],
    command: { type: 'claim', promptId: promptId(2), instanceId: successor(2) },
  },
  {
    name: 'edit',
    before: working,
    command: { type: 'change', commandId: 'e', promptId: promptId(2), text: 'other', by },
  },
  {
    name: 'move',
    before: working,
    command: { type: 'change', commandId: 'm', promptId: promptId(3), position: 0, by },
  },
  { name: 'cancel', before: working, command: { type: 'cancel', promptId: promptId(2), by } },
  { name: 'stop', before: working, command: { type: 'stop', by } },
  {
    name: 'finish with a next prompt',
    before: working,
    command: finishOf(1, {
      outcome: 'failed',
      usage: {
        ...{ inputTokens: 1, outputTokens: 2, reasoningTokens: 0 },
        ...{ cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 1 },
      },
    }),
  },
  { name: 'finish without', before: [enqueue(1), occupy], command: finishOf(1) },
  { name: 'lost', before: working, command: lost },
  { name: 'occupy', before: [enqueue(1)], command: occupy },
  {
    name: 'sandboxGone',
    before: [...working, lost],
    command: {
      ...{ type: 'sandboxGone', sandboxId: sandboxId(1), snapshotId: snapshotId(1) },
      cause: 'It ended.',
    },
  },
  { name: 'park', before: idle, command: park },
  {
    name: 'parked',
    before: [...idle, park],
    command: { type: 'parked', sandboxId: sandboxId(1), snapshotId: snapshotId(1) },
  },
  { name: 'rename', before: [], command: { type: 'rename', commandId: 'r', title: 'New', by } },
  {
    name: 'archive',
    before: idle,
    command: { type: 'archive', commandId: 'a', archived: true, by },
  },
  {
    name: 'comment',
    before: [],
    command: { type: 'comment', comment: { commentId: 'cmt_0000000001', text: 'Hm' }, author: by },
  },
  {
    name: 'addCollaborator',
    before: [],
    command: { type: 'addCollaborator', commandId: 'c', person: colleague, by },
  },
  {
    name: 'removeCollaborator',
    before: [{ type: 'addCollaborator', commandId: 'c', person: colleague, by }],
    command: { type: 'removeCollaborator', commandId: 'd', personId: colleague.id, by },
  },
  { name: 'asked', before: working, command: asked },
  {
    name: 'replied',
    before: [...working, asked],
    command: replied,
  },
  { name: 'park under a question', before: [...working, asked], command: rest },
  {
    name: 'steering that wakes',
    before: [...working, asked, rest],
    command: enqueueOf(steering),
  },
  {
    name: 'claim of a run that was woken',
    before: [...working, asked, rest, { ...replied, taken: false }],
    command: { type: 'claim', promptId: promptId(1), instanceId: promptId(1) },
  },
  {
    name: 'unanswered',
    before: [...working, asked, rest],
    command: { type: 'unanswered', runId: runId(1), limitMs: 0 },
  },
  {
    name: 'finish of what nobody answered',
    before: [...working, asked, rest, { type: 'unanswered', runId: runId(1), limitMs: 0 }],
    command: finishOf(1, { outcome: 'stopped' }),
  },
  { name: 'delete', before: working, command: { type: 'delete' } },
  { name: 'forget', before: [...working, { type: 'delete' }], command: { type: 'forget' } },
];

function actorAfter(commands: SessionCommand[]): Actor {
  const actor = new Actor();
  for (const command of commands) expect(actor.ask(command)).toMatchObject({ ok: true });
  return actor;
}

/** The moment of the last news may be that of the second time. */
function untimed({ changedAt: _, ...state }: SessionState) {
  return state;
}

describe.each(cases)('$name', ({ before, command }) => {
  it('changes nothing when it comes a second time', () => {
    const actor = actorAfter(before);
    expect(actor.ask(command)).toMatchObject({ ok: true });
    const { state } = actor;
    const history = [...actor.history];
    expect(actor.ask(command)).toMatchObject({ ok: true });
    expect(untimed(actor.state)).toEqual(untimed(state));
    expect(actor.history).toEqual(history);
  });

  it('ends alike when the process dies between its events and its state', () => {
    const once = actorAfter(before);
    const twice = actorAfter(before);
    const answer = once.ask(command);
    expect(twice.askThroughCrash(command)).toEqual(answer);
    expect(twice.history).toEqual(once.history);
    const { startedAt, waitedMs, waitingSince } = once.state.run ?? {};
    const state = untimed(twice.state);
    expect(Boolean(state.run?.waitingSince)).toBe(Boolean(waitingSince));
    // So may the moments at which a run counts as started, and as waiting.
    const times = { startedAt, waitedMs, waitingSince };
    expect({ ...state, run: state.run && { ...state.run, ...times } }).toEqual(untimed(once.state));
  });
});

it('answers the same next run to whoever asks for it again', () => {
  const actor = actorAfter(working);
  const answer = actor.ask({
    type: 'finish',
    runId: runId(1),
    result: { outcome: 'stopped' },
    defaultModel,
  });
  expect(answer).toMatchObject({ next: { runId: runId(2) } });
  expect(actor.ask(finishOf(1))).toEqual(answer);
});

it('refuses a prompt once, and does not take it when it comes again', () => {
  const actor = actorAfter([{ type: 'archive', commandId: 'a', archived: true, by }]);
  expect(actor.ask(enqueue(1))).toEqual({ ok: false, code: 'session_archived' });
  actor.ask({ type: 'archive', commandId: 'b', archived: false, by });
  expect(actor.ask(enqueue(1))).toEqual({ ok: true, action: 'done' });
  expect(actor.state.run).toBeNull();
});
