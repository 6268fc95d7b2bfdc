import { beforeEach, describe, expect, it } from 'vitest';
import { answerText } from '../../core/answer-text.ts';
import type { CommandOf } from '../../core/session-commands.ts';
import { summarise } from '../../core/session-state.ts';
import {
  Actor,
  colleague,
  finishOf,
  owner,
  promptId,
  promptOf,
  runId,
  sandboxId,
  snapshotId,
} from './support/actor.ts';

const question = (n: number): string => `que_000000000${n}`;
const asked = (n: number): CommandOf<'asked'> => ({
  ...{ type: 'asked', runId: runId(1), questionId: question(n), questions: [] },
});
const rest = (n: number): CommandOf<'park'> => ({
  ...{ type: 'park', sandboxId: sandboxId(1), runId: runId(1), questionId: question(n) },
});
const replied = (n: number, by = owner): CommandOf<'replied'> => ({
  ...{ type: 'replied', runId: runId(1), questionId: question(n), by, taken: false },
  reply: { answers: [['red']] },
});
const parked: CommandOf<'parked'> = {
  ...{ type: 'parked', sandboxId: sandboxId(1), snapshotId: snapshotId(1) },
};
const claim: CommandOf<'claim'> = {
  ...{ type: 'claim', promptId: promptId(1), instanceId: promptId(1) },
};
const steer = { mode: 'steer' } as const;
const sleeper = { instanceId: promptId(1), restedIn: sandboxId(1) };

let actor: Actor;
beforeEach(() => {
  actor = new Actor();
  actor.enqueue(1);
  actor.ask({ type: 'occupy', runId: runId(1), sandboxId: sandboxId(1) });
  actor.ask(asked(1));
});

const occupyAnew = () => actor.ask({ type: 'occupy', runId: runId(1), sandboxId: sandboxId(2) });

it('gives its sandbox back when nobody answers, and goes on elsewhere when somebody does', () => {
  const idle = { runId: runId(1), questionId: question(1) };
  expect(summarise(actor.state).idleSince).toEqual(idle);
  expect(actor.ask(rest(1))).toEqual({ ok: true, park: true, resting: promptId(1) });
  expect(actor.status).toBe('waiting');
  expect(actor.ask(parked)).toEqual({ ok: true, former: null });
  expect(actor.status).toBe('waiting');
  expect(summarise(actor.state)).toMatchObject({ openQuestions: 1, sandboxId: null });

  expect(actor.ask(replied(1))).toEqual({ ok: true, sleeper });
  expect(actor.types.at(-1)).toBe('question.answered');
  expect(actor.status).toBe('running');
  const said = [question(1)];
  expect(actor.ask(claim)).toMatchObject({ restedIn: null, sandboxId: null, run: { said } });
  expect(occupyAnew()).toMatchObject({ fresh: true, snapshotId: snapshotId(1) });
  expect(actor.state.run?.attempt).toBe(1);
});

it('has no time to its first piece, for the wait for people would be in it', () => {
  actor.ask(rest(1));
  actor.ask(parked);
  actor.ask(replied(1));
  actor.ask(claim);
  const firstTokenAt = '2026-01-02T00:00:00.000Z';
  actor.ask(finishOf(1, { outcome: 'completed', firstTokenAt }));
  const { data } = actor.history.at(-1) ?? {};
  expect(data).toMatchObject({ runId: runId(1), outcome: 'completed' });
  expect(data).not.toHaveProperty('firstTokenMs');
});

it('rests only for what it waits for last, and not when it is to stop', () => {
  const no = { ok: true, park: false, resting: null };
  expect(actor.ask({ ...rest(1), sandboxId: sandboxId(9) })).toEqual(no);
  actor.ask(asked(2));
  expect(actor.ask(rest(1))).toEqual(no);
  actor.ask({ ...replied(2), taken: true });
  expect(actor.ask(rest(2))).toEqual(no);
  expect(actor.ask(rest(1))).toMatchObject({ park: true });

  const stopping = new Actor();
  stopping.enqueue(1);
  stopping.ask({ type: 'occupy', runId: runId(1), sandboxId: sandboxId(1) });
  stopping.ask(asked(1));
  stopping.ask({ type: 'stop', by: owner });
  expect(stopping.ask(rest(1))).toEqual(no);
});

describe('an answer', () => {
  it('while the sandbox is being parked is kept, and the run waits for the end of that', () => {
    actor.ask(rest(1));
    expect(actor.ask(replied(1))).toEqual({ ok: true, sleeper });
    expect(actor.ask(claim)).toMatchObject({ restedIn: null, sandboxId: null });
    expect(occupyAnew()).toEqual({ ok: true, wait: true, sandboxId: sandboxId(1) });
    // Whoever parks it may have to ask again.
    expect(actor.ask(rest(1))).toEqual({ ok: true, park: true, resting: null });
    actor.ask(parked);
    expect(occupyAnew()).toMatchObject({ fresh: true, snapshotId: snapshotId(1) });
  });

  it('that its sandbox has just taken counts, too', () => {
    actor.ask(rest(1));
    expect(actor.ask({ ...replied(1), taken: true })).toEqual({ ok: true, sleeper });
  });

  it('wakes when it is the last one, and of two to one question the first counts', () => {
    actor.ask(asked(2));
    actor.ask(rest(2));
    expect(actor.ask(replied(2))).toEqual({ ok: true, sleeper: null });
    expect(actor.ask(replied(2, colleague))).toEqual({ ok: false, code: 'question_closed' });
    expect(actor.ask(claim)).toMatchObject({ restedIn: sandboxId(1) });
    expect(actor.ask(replied(1))).toEqual({ ok: true, sleeper });
    expect(actor.state.run?.said).toEqual([question(2), question(1)]);
    expect(actor.types.filter((type) => type === 'question.answered')).toHaveLength(2);
    actor.ask(claim);
    expect(actor.ask(replied(1, colleague))).toEqual({ ok: false, code: 'question_closed' });
  });
});

it('can be stopped while it rests, and what waits goes on from its snapshot', () => {
  actor.enqueue(2);
  actor.ask(rest(1));
  actor.ask(parked);
  expect(actor.ask({ type: 'stop', by: owner })).toMatchObject({ instanceId: promptId(1) });
  expect(actor.status).toBe('stopping');
  expect(actor.ask(claim)).toMatchObject({ stopping: true, sandboxId: null });
  actor.ask(finishOf(1, { outcome: 'stopped' }));
  expect(actor.state).toMatchObject({ questions: [], run: { runId: runId(2), restedIn: null } });
  const occupy = { type: 'occupy', runId: runId(2), sandboxId: sandboxId(2) } as const;
  expect(actor.ask(occupy)).toMatchObject({ fresh: true, snapshotId: snapshotId(1) });
});

describe('a run that nobody answers', () => {
  const limitMs = 86_400_000;
  const unanswered: CommandOf<'unanswered'> = { type: 'unanswered', runId: runId(1), limitMs };
  const waitsOn = { ok: true, instanceId: null };
  const ends = { ok: true, instanceId: promptId(1) };
  const restFor = (seconds: number): void => {
    actor.ask(rest(1));
    actor.ask(parked);
    actor.pass(seconds);
  };

  it('ends after the limit with an outcome of its own, and what is queued goes on', () => {
    actor.enqueue(2);
    restFor(86_390);
    expect(actor.ask(unanswered)).toEqual(waitsOn);
    actor.pass(10);
    expect(actor.ask(unanswered)).toEqual(ends);
    expect(actor.status).toBe('stopping');
    expect(actor.ask(claim)).toMatchObject({ stopping: true });
    actor.ask(finishOf(1, { outcome: 'stopped' }));
    const run = actor.view.runs.get(runId(1));
    expect(run).toMatchObject({ state: 'failed', failure: { code: 'question_unanswered' } });
    expect(run?.durationMs).toBe(2_000);
    expect(actor.view.questions.get(question(1))?.state).toBe('closed');
    expect(actor.state).toMatchObject({ questions: [], run: { runId: runId(2) } });
    expect(actor.state.run).toMatchObject({ unanswered: false, waitingSince: null });
  });

  it('leaves a session behind that may be retired', () => {
    restFor(86_400);
    actor.ask(unanswered);
    actor.ask(finishOf(1, { outcome: 'stopped' }));
    const unusedSince = '2027-01-01T00:00:00.000Z';
    expect(actor.ask({ type: 'delete', unusedSince })).toMatchObject({ ok: true });
  });

  it('is told to end again by whoever asks again, and hears no answer any more', () => {
    restFor(86_400);
    expect(actor.ask(unanswered)).toEqual(ends);
    expect(actor.ask(unanswered)).toEqual(ends);
    expect(actor.types.filter((type) => type === 'run.unanswered')).toHaveLength(1);
    expect(actor.ask(replied(1))).toEqual({ ok: false, code: 'question_closed' });
    expect(actor.enqueue(2, steer)).toMatchObject({ action: 'queued' });
  });

  it('waits on when it is answered, at work, another one, or stopped by somebody', () => {
    actor.pass(86_400);
    expect(actor.ask(unanswered)).toEqual(waitsOn);
    restFor(0);
    expect(actor.ask({ ...unanswered, runId: runId(2) })).toEqual(waitsOn);
    actor.ask(asked(2));
    actor.ask(replied(2));
    actor.ask({ type: 'stop', by: owner });
    expect(actor.ask(unanswered)).toEqual(waitsOn);
    actor.ask(finishOf(1, { outcome: 'stopped' }));
    expect(actor.view.runs.get(runId(1))?.state).toBe('stopped');

    const answered = new Actor();
    answered.enqueue(1);
    answered.ask({ type: 'occupy', runId: runId(1), sandboxId: sandboxId(1) });
    answered.ask(asked(1));
    answered.ask(rest(1));
    answered.pass(86_400);
    answered.ask(replied(1));
    expect(answered.ask(unanswered)).toEqual(waitsOn);
  });

  it('that breaks off while it ends is as failed as it says', () => {
    restFor(86_400);
    actor.ask(unanswered);
    actor.ask(finishOf(1, { outcome: 'failed', failure: { code: 'internal', message: 'Oh.' } }));
    expect(actor.view.runs.get(runId(1))?.failure?.code).toBe('internal');
  });
});

describe('a prompt', () => {
  it('waits behind a run that rests', () => {
    actor.ask(rest(1));
    expect(actor.enqueue(2)).toEqual({ ok: true, action: 'queued' });
    expect(actor.status).toBe('waiting');
  });

  it('that steers wakes it, for it is said instead of an answer', () => {
    actor.ask(rest(1));
    actor.ask(parked);
    expect(actor.enqueue(2, steer)).toEqual({ ok: true, action: 'wake', sleeper });
    expect(actor.types.slice(-2)).toEqual(['question.dismissed', 'prompt.steered']);
    expect(actor.enqueue(2, steer)).toEqual({ ok: true, action: 'done' });
    expect(actor.ask(replied(1))).toEqual({ ok: false, code: 'question_closed' });
    const said = [question(1), promptId(2)];
    expect(actor.ask(claim)).toMatchObject({ restedIn: null, run: { said } });
  });

  it('that went into the sandbox that is now being parked is to be said again', () => {
    actor.ask(rest(1));
    const steered = { type: 'steered', prompt: promptOf(2, steer) } as const;
    const where = { runId: runId(1), sandboxId: sandboxId(1) };
    expect(actor.ask({ ...steered, ...where })).toEqual({ ok: false, code: 'sandbox_lost' });
    expect(actor.enqueue(2, steer)).toMatchObject({ action: 'wake' });
  });

  it('does not go into the sandbox that is still being parked when its run has been woken', () => {
    actor.ask(rest(1));
    actor.ask(replied(1));
    actor.ask(claim);
    expect(actor.enqueue(2, steer)).toMatchObject({ action: 'steer', sandboxId: null });
    const steered = { type: 'steered', prompt: promptOf(2, steer), runId: runId(1) } as const;
    const refused = { ok: false, code: 'sandbox_lost' };
    expect(actor.ask({ ...steered, sandboxId: sandboxId(1) })).toEqual(refused);
    expect(actor.state.run?.said).toEqual([question(1)]);
  });
});

describe('a sandbox that is lost', () => {
  it('before it was parked makes its run begin anew, without the question', () => {
    actor.ask({ type: 'lost', runId: runId(1), sandboxId: sandboxId(1), cause: 'It ended.' });
    expect(actor.ask(rest(1))).toMatchObject({ park: false });
    expect(actor.status).toBe('running');
  });

  it('while or after it was parked lets its run go on, if that has not rested yet', () => {
    const lost = { runId: runId(1), sandboxId: sandboxId(1), cause: 'It ended.' };
    actor.ask(rest(1));
    actor.ask(parked);
    expect(actor.ask({ type: 'lost', ...lost })).toMatchObject({ retry: true });
    expect(actor.state).toMatchObject({ questions: [], run: { restedIn: null, attempt: 2 } });
    expect(occupyAnew()).toMatchObject({ fresh: true, snapshotId: snapshotId(1) });
  });

  it('with all that was in it leaves the question open, and the answer is heard all the same', () => {
    actor.ask(rest(1));
    actor.ask({ ...parked, snapshotId: null });
    expect(actor.status).toBe('waiting');
    actor.ask(replied(1));
    expect(actor.ask(claim)).toMatchObject({ run: { said: [question(1)] } });
    expect(occupyAnew()).toMatchObject({ fresh: true, snapshotId: null });
  });
});

it('puts a reply into words that hold without the question’s tool', () => {
  const one = { header: 'h', options: [], multiple: false, custom: true };
  const questions = [
    { ...one, question: 'Which colour?' },
    { ...one, question: 'Which sizes?' },
  ];
  const answers = [['red'], ['small', 'huge']];
  expect(answerText({ questions, reply: { answers } })).toMatch(
    /do not ask again\.\n\nWhich colour\?\nred\n\nWhich sizes\?\nsmall, huge$/,
  );
  expect(answerText({ questions, reply: { dismiss: true } })).toMatch(
    /as you think best\.\n\nWhich colour\?\n\nWhich sizes\?$/,
  );
});
