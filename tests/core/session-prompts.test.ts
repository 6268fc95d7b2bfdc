import { expect, it } from 'vitest';
import { queueLimit } from '../../contracts/api.ts';
import type { CommandOf } from '../../core/session-commands.ts';
import { rememberedPrompts, saidLimit } from '../../core/session-state.ts';
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
  stranger,
} from './support/actor.ts';

const edit = (n: number, by = owner) =>
  ({ type: 'change', commandId: `edit-${n}`, promptId: promptId(n), text: 'changed', by }) as const;
const move = (n: number, position: number, by = owner) =>
  ({ type: 'change', commandId: `move-${n}`, promptId: promptId(n), position, by }) as const;
const cancel = (n: number, by = owner) => ({ type: 'cancel', promptId: promptId(n), by }) as const;
/** The first run, in a sandbox. */
const occupy = (sandbox: number) =>
  ({ type: 'occupy', runId: runId(1), sandboxId: sandboxId(sandbox) }) as const;
const steered = (n: number, sandbox: number): CommandOf<'steered'> => ({
  ...{ type: 'steered', prompt: promptOf(n, { mode: 'steer' }) },
  ...{ runId: runId(1), sandboxId: sandboxId(sandbox) },
});

it('runs the first prompt at once and lets the next ones wait in order', () => {
  const actor = new Actor();
  expect(actor.enqueue(1, { model: 'other/large' })).toEqual({
    ok: true,
    action: 'run',
    sandboxId: null,
    stopping: false,
    restedIn: null,
    run: {
      runId: runId(1),
      promptId: promptId(1),
      instanceId: promptId(1),
      model: 'other/large',
      said: [],
    },
  });
  expect(actor.enqueue(2)).toEqual({ ok: true, action: 'queued' });
  expect(actor.enqueue(3)).toEqual({ ok: true, action: 'queued' });
  expect(actor.waiting).toEqual([promptId(2), promptId(3)]);
  const positions = actor.history.flatMap((event) =>
    event.type === 'prompt.queued' ? [event.data.position] : [],
  );
  expect(positions).toEqual([0, 1, 2]);
});

it('never gives a running prompt to a second orchestration', () => {
  const actor = new Actor();
  actor.enqueue(1);
  const other = { ...enqueueOf(promptOf(1)), instanceId: 'another' };
  expect(actor.ask(other)).toEqual({ ok: true, action: 'running' });
  const claim = { type: 'claim', promptId: promptId(1), instanceId: 'another' } as const;
  expect(actor.ask(claim)).toEqual({ ok: false, code: 'run_unknown' });
});

it('says that a prompt is done when it comes again after its end', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(finishOf(1));
  expect(actor.enqueue(1)).toEqual({ ok: true, action: 'done' });
  expect(actor.types.filter((type) => type === 'run.started')).toHaveLength(1);
});

it('lets a prompt steer what runs, and queues it when the run is stopping', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(occupy(1));
  const steering = { mode: 'steer' } as const;
  expect(actor.enqueue(2, steering)).toEqual({
    ok: true,
    action: 'steer',
    runId: runId(1),
    sandboxId: sandboxId(1),
  });
  actor.ask(steered(2, 1));
  expect(actor.view.prompts.get(promptId(2))?.state).toBe('steered');
  expect(actor.enqueue(2, steering)).toEqual({ ok: true, action: 'done' });

  actor.ask({ type: 'stop', by: owner });
  expect(actor.enqueue(3, steering)).toEqual({ ok: true, action: 'queued' });
});

it('runs a steering prompt when nothing is running', () => {
  expect(new Actor().enqueue(1, { mode: 'steer' })).toMatchObject({ action: 'run' });
});

it('refuses prompts of an archived session where everyone sees it', () => {
  const actor = new Actor();
  actor.ask({ type: 'archive', commandId: 'a', archived: true, by: owner });
  expect(actor.enqueue(1)).toEqual({ ok: false, code: 'session_archived' });
  expect(actor.view.prompts.get(promptId(1))).toMatchObject({
    state: 'refused',
    text: 'do 1',
    failure: { code: 'session_archived' },
  });
});

it('refuses what is beyond the limit of the queue, for good', () => {
  const actor = new Actor();
  for (let n = 0; n <= queueLimit; n += 1) actor.enqueue(n);
  expect(actor.state.queue).toHaveLength(queueLimit);
  expect(actor.enqueue(99)).toEqual({ ok: false, code: 'queue_full' });

  actor.ask(cancel(5));
  expect(actor.enqueue(99)).toEqual({ ok: true, action: 'done' });
  expect(actor.waiting).not.toContain(promptId(99));
});

it('lets the author of a prompt and the owner of the session change it, and nobody else', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.enqueue(2, { author: colleague });
  actor.enqueue(3);
  const forbidden = { ok: false, code: 'forbidden' };
  expect(actor.ask(edit(2, stranger))).toEqual(forbidden);
  expect(actor.ask(move(2, 1, stranger))).toEqual(forbidden);
  expect(actor.ask(cancel(2, stranger))).toEqual(forbidden);
  expect(actor.ask(cancel(3, colleague))).toEqual(forbidden);

  expect(actor.ask(edit(2, colleague))).toEqual({ ok: true });
  expect(actor.view.prompts.get(promptId(2))?.text).toBe('changed');
  expect(actor.ask(cancel(2, owner))).toEqual({ ok: true });
  expect(actor.waiting).toEqual([promptId(3)]);
});

it('moves a prompt to a position, and to the end when the position is beyond it', () => {
  const actor = new Actor();
  for (const n of [1, 2, 3, 4]) actor.enqueue(n);
  actor.ask(move(4, 0));
  expect(actor.waiting).toEqual([promptId(4), promptId(2), promptId(3)]);
  actor.ask(move(2, 40));
  expect(actor.waiting).toEqual([promptId(4), promptId(3), promptId(2)]);
  expect(actor.view.queue).toEqual(actor.waiting);
});

it('edits and moves a prompt in one change, which comes a second time without harm', () => {
  const actor = new Actor();
  for (const n of [1, 2, 3]) actor.enqueue(n);
  const before = actor.history.length;
  const change = { ...move(3, 0), text: 'first of all' };
  expect(actor.askThroughCrash(change)).toEqual({ ok: true });
  expect(actor.types.slice(before)).toEqual(['prompt.edited', 'prompt.reordered']);
  expect(actor.waiting).toEqual([promptId(3), promptId(2)]);
  expect(actor.view.prompts.get(promptId(3))?.text).toBe('first of all');
});

it('knows no prompt that runs, is over or never was among those that can be changed', () => {
  const actor = new Actor();
  actor.enqueue(1);
  const unknown = { ok: false, code: 'prompt_unknown' };
  expect(actor.ask(edit(1))).toEqual(unknown);
  expect(actor.ask(cancel(1))).toEqual(unknown);
  actor.ask(finishOf(1));
  expect(actor.ask(move(1, 0))).toEqual(unknown);
  expect(actor.ask(cancel(7))).toEqual(unknown);
});

it('writes down which prompt is asked again, and keeps it apart from that one', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(finishOf(1, { outcome: 'failed' }));
  actor.enqueue(2, { retryOf: promptId(1) });
  expect(actor.state.run?.promptId).toBe(promptId(2));
  expect(actor.view.prompts.get(promptId(2))).toMatchObject({ retryOf: promptId(1) });
  expect(actor.view.prompts.get(promptId(1))?.state).toBe('done');
});

it('keeps the model and the effort of a waiting prompt for its run', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.enqueue(2, { model: 'other/large', effort: 'high' });
  expect(actor.state.queue).toEqual([
    { promptId: promptId(2), author: owner, model: 'other/large', effort: 'high' },
  ]);
  expect(actor.ask({ ...finishOf(1), defaultModel })).toMatchObject({
    next: { promptId: promptId(2), model: 'other/large', effort: 'high' },
  });
});

it('remembers what was steered in, once and in order, for the sandboxes to come', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(occupy(1));
  for (const n of [3, 2, 3]) actor.ask(steered(n, 1));
  const said = [promptId(3), promptId(2)];
  const lost = { runId: runId(1), sandboxId: sandboxId(1), cause: 'It ended.' };
  expect(actor.ask({ type: 'lost', ...lost })).toMatchObject({ retry: true, said });
  const claim = { type: 'claim', promptId: promptId(1), instanceId: promptId(1) } as const;
  expect(actor.ask(claim)).toMatchObject({ run: { said } });
  actor.ask(finishOf(1));
  expect(actor.enqueue(4)).toMatchObject({ run: { said: [] } });
});

it('does not take for said what went into a sandbox that was lost since', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(occupy(1));
  const lost = { runId: runId(1), sandboxId: sandboxId(1), cause: 'It ended.' };
  actor.ask({ type: 'lost', ...lost });
  expect(actor.ask(steered(2, 1))).toEqual({ ok: false, code: 'sandbox_lost' });
  actor.ask(occupy(2));
  expect(actor.ask(steered(2, 1))).toEqual({ ok: false, code: 'sandbox_lost' });
  expect(actor.enqueue(2, { mode: 'steer' })).toMatchObject({ sandboxId: sandboxId(2) });
  expect(actor.ask(steered(2, 2))).toEqual({ ok: true });
  expect(actor.state.run?.said).toEqual([promptId(2)]);
});

it('lets wait what would be too much to say to one run', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(occupy(1));
  const more = saidLimit + 2;
  for (let n = 2; n < more; n += 1) actor.ask(steered(n, 1));
  expect(actor.enqueue(more, { mode: 'steer' })).toEqual({ ok: true, action: 'queued' });
});

it('remembers only so many prompts that are over, however they ended', () => {
  const actor = new Actor();
  actor.enqueue(0);
  for (let n = 1; n <= rememberedPrompts + 10; n += 1) {
    actor.enqueue(n);
    actor.ask(cancel(n));
  }
  expect(actor.state.done).toHaveLength(rememberedPrompts);
  actor.ask({ ...steered(999, 1), runId: runId(7) });
  expect(actor.state.done).toHaveLength(rememberedPrompts);
  expect(actor.state.done.at(-1)).toBe(promptId(999));
});

it('lets prompts wait in the order in which they were accepted, whichever arrives first', () => {
  const actor = new Actor();
  actor.enqueue(1, { order: 1 });
  actor.enqueue(4, { order: 4 });
  actor.enqueue(2, { order: 2 });
  actor.enqueue(3, { order: 3 });
  const inOrder = [promptId(2), promptId(3), promptId(4)];
  expect(actor.waiting).toEqual(inOrder);
  expect(actor.view.queue).toEqual(inOrder);
});
