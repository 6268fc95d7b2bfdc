import { beforeEach, describe, expect, it } from 'vitest';
import { collaboratorLimit } from '../../contracts/people.ts';
import type { CommandOf } from '../../core/session-commands.ts';
import { summarise } from '../../core/session-state.ts';
import { Actor, colleague, finishOf, owner, runId, stranger } from './support/actor.ts';

let actor: Actor;
let commands: number;
beforeEach(() => {
  actor = new Actor();
  commands = 0;
});

const commandId = (): string => `cmd_${(commands += 1)}`;
const add = (person = colleague, by = owner): CommandOf<'addCollaborator'> => ({
  ...{ type: 'addCollaborator', commandId: commandId(), person, by },
});
const remove = (personId = colleague.id, by = owner): CommandOf<'removeCollaborator'> => ({
  ...{ type: 'removeCollaborator', commandId: commandId(), personId, by },
});
const members = (): string[] => actor.state.collaborators.map(({ id }) => id);
const forbidden = { ok: false, code: 'forbidden' };

describe('comments', () => {
  const comment = { commentId: 'cmt_0000000001', text: 'Looks good' };

  it('are written down once, however often they come', () => {
    actor.ask({ type: 'comment', comment, author: stranger });
    actor.ask({ type: 'comment', comment, author: stranger });
    expect(actor.types).toEqual(['session.created', 'comment.added']);
    expect(actor.view.comments.get(comment.commentId)).toMatchObject({ author: stranger });
  });

  it('count as something new, where the sandbox’s own affairs do not', () => {
    const before = actor.state.changedAt;
    actor.ask({ type: 'comment', comment, author: stranger });
    const after = actor.state.changedAt;
    expect(after > before).toBe(true);
    actor.ask({ type: 'sandboxGone', sandboxId: 'sbx_0000000001', cause: 'idle' });
    expect(actor.types.at(-1)).toBe('sandbox.ended');
    expect(actor.state.changedAt).toBe(after);
  });
});

describe('collaborators', () => {
  it('are added by whoever takes part, once', () => {
    expect(actor.ask(add())).toEqual({ ok: true });
    expect(actor.ask(add())).toEqual({ ok: true });
    expect(actor.ask(add(stranger, colleague))).toEqual({ ok: true });
    expect(members()).toEqual([colleague.id, stranger.id]);
    expect(actor.types.filter((type) => type === 'collaborator.added')).toHaveLength(2);
    expect(actor.view.collaborators).toEqual(actor.state.collaborators);
  });

  it('are not added by others, and the author is one by nature', () => {
    expect(actor.ask(add(stranger, stranger))).toMatchObject(forbidden);
    expect(actor.ask(add(owner))).toEqual({ ok: true });
    expect(members()).toEqual([]);
  });

  it('are removed by the author or by themselves, and may come back', () => {
    actor.ask(add());
    actor.ask(add(stranger));
    expect(actor.ask(remove(stranger.id, colleague))).toMatchObject(forbidden);
    expect(actor.ask(remove(stranger.id, stranger))).toEqual({ ok: true });
    expect(actor.ask(remove())).toEqual({ ok: true });
    expect(actor.ask(remove())).toEqual({ ok: true });
    expect(members()).toEqual([]);
    actor.ask(add());
    expect(actor.view.collaborators).toEqual([colleague]);
  });

  it('are as many as the actor can keep', () => {
    for (let n = 0; n < collaboratorLimit; n += 1)
      actor.ask(add({ id: `p${n}`, name: 'x'.repeat(120) }));
    expect(actor.ask(add())).toMatchObject({ ok: false, code: 'collaborators_full' });
    expect(Buffer.byteLength(JSON.stringify(actor.state))).toBeLessThan(32_768);
  });

  it('are the same after a crash between writing and keeping', () => {
    actor.askThroughCrash(add());
    expect(members()).toEqual([colleague.id]);
    expect(actor.dropped).toBe(1);
  });
});

describe('questions', () => {
  const questionId = 'que_0000000001';
  const asked: CommandOf<'asked'> = {
    ...{ type: 'asked', runId: runId(1), questionId, questions: [] },
  };
  const reply = { answers: [['red']] };
  const replied: CommandOf<'replied'> = {
    ...{ type: 'replied', runId: runId(1), questionId, reply, by: colleague, taken: true },
  };

  const open = (): number => summarise(actor.state).openQuestions;

  it('are open until somebody has answered, which counts once', () => {
    actor.enqueue(1);
    const before = actor.state.changedAt;
    actor.ask(asked);
    actor.ask(asked);
    expect(open()).toBe(1);
    expect(actor.state.changedAt > before).toBe(true);
    actor.ask(replied);
    actor.ask(replied);
    actor.ask(asked);
    expect(open()).toBe(0);
    expect(actor.types.filter((type) => type === 'question.answered')).toHaveLength(1);
  });

  it('can be dismissed', () => {
    actor.enqueue(1);
    actor.ask(asked);
    actor.ask({ ...replied, reply: { dismiss: true } });
    expect(open()).toBe(0);
    expect(actor.types.at(-1)).toBe('question.dismissed');
  });

  it('end with their run, and are not opened after it', () => {
    actor.enqueue(1);
    actor.ask(asked);
    actor.ask(finishOf(1));
    expect(open()).toBe(0);
    actor.ask(asked);
    expect(open()).toBe(0);
  });

  it('end with the sandbox in which they were asked', () => {
    actor.enqueue(1);
    const sandboxId = 'sbx_0000000001';
    actor.ask({ type: 'occupy', runId: runId(1), sandboxId });
    actor.ask(asked);
    actor.ask({ type: 'lost', runId: runId(1), sandboxId, cause: 'gone' });
    expect(open()).toBe(0);
  });
});
