import { expect, it } from 'vitest';
import { Actor, finishOf, owner, promptId, runId, sandboxId, successor } from './support/actor.ts';

const stop = { type: 'stop', by: owner } as const;
const usage = {
  ...{ inputTokens: 100, outputTokens: 20, reasoningTokens: 5 },
  ...{ cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0.25 },
};
const changes = {
  ...{ branch: 'harvest/a-session-000001', commit: 'abc' },
  ...{ files: 1, additions: 2, deletions: 3 },
};

it('finishes a run, notes what it left, and is idle', () => {
  const actor = new Actor();
  actor.enqueue(1);
  expect(actor.status).toBe('running');
  const result = { outcome: 'completed', usage, changes } as const;
  expect(actor.ask(finishOf(1, result))).toEqual({ ok: true, next: null, sandboxId: null });
  expect(actor.state).toMatchObject({
    run: null,
    lastRunId: runId(1),
    lastOutcome: 'completed',
    changes,
    costUsd: 0.25,
    tokens: 120,
    done: [promptId(1)],
  });
  expect(actor.status).toBe('idle');
  expect(actor.history.at(-1)).toMatchObject({
    type: 'run.finished',
    data: { outcome: 'completed', changes, durationMs: 1_000 },
  });
});

it('counts what the gateway has metered, whatever the sandbox says, and tells it once', () => {
  const actor = new Actor();
  actor.enqueue(1);
  const metered = { ...usage, inputTokens: 700, costUsd: 2 };
  const finish = { ...finishOf(1, { outcome: 'stopped', usage }), metered } as const;
  actor.askThroughCrash(finish);
  expect(actor.state).toMatchObject({ costUsd: 2, tokens: 720 });
  expect(actor.view.runs.get(runId(1))?.usage).toEqual(metered);
  expect(actor.view.totals).toEqual({ costUsd: 2, tokens: 720 });
  expect(actor.types.slice(-2)).toEqual(['run.usage', 'run.finished']);
});

it('starts the next prompt with the end of the one before, under its own orchestration', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.enqueue(2);
  const ticket = { runId: runId(2), promptId: promptId(2), instanceId: successor(2) };
  expect(actor.ask(finishOf(1))).toMatchObject({ ok: true, next: ticket });
  expect(actor.types.slice(-2)).toEqual(['run.finished', 'run.started']);
  const claim = { type: 'claim', promptId: promptId(2), instanceId: successor(2) } as const;
  expect(actor.ask(claim)).toMatchObject({ ok: true, action: 'run', run: ticket });
});

it('does not answer a run that the queue started as the next one, when finish is asked late', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(finishOf(1));
  actor.enqueue(2);
  expect(actor.ask(finishOf(1))).toEqual({ ok: true, next: null, sandboxId: null });
  expect(actor.state.run?.runId).toBe(runId(2));
});

it('keeps the changes of an earlier run when a later one changed nothing', () => {
  const actor = new Actor();
  actor.enqueue(1);
  actor.ask(finishOf(1, { outcome: 'completed', changes }));
  actor.enqueue(2);
  const failure = { code: 'no_answer', message: 'Nothing came.' } as const;
  actor.ask(finishOf(2, { outcome: 'failed', failure }));
  expect(actor.state.changes).toEqual(changes);
  expect(actor.status).toBe('failed');
  expect(actor.view.runs.get(runId(2))).toMatchObject({ state: 'failed', failure });
  actor.enqueue(3);
  const unchanged = { ...changes, commit: null, files: 0, additions: 0, deletions: 0 };
  actor.ask(finishOf(3, { outcome: 'completed', changes: unchanged }));
  expect(actor.state.changes).toEqual(changes);
});

it('stops what runs, and has nothing to stop otherwise', () => {
  const actor = new Actor();
  expect(actor.ask(stop)).toEqual({ ok: false, code: 'nothing_running' });
  actor.enqueue(1);
  expect(actor.ask(stop)).toEqual({ ok: true, runId: runId(1), instanceId: promptId(1) });
  expect(actor.status).toBe('stopping');
  actor.ask(finishOf(1, { outcome: 'stopped' }));
  expect(actor.status).toBe('idle');
  expect(actor.ask(stop)).toEqual({ ok: false, code: 'nothing_running' });
});

it('tries a run in three sandboxes at most', () => {
  const actor = new Actor();
  actor.enqueue(1);
  const retries = [1, 2, 3].map((n) => {
    const where = { runId: runId(1), sandboxId: sandboxId(n) };
    expect(actor.ask({ type: 'occupy', ...where })).toMatchObject({ fresh: true });
    const lost = { type: 'lost', ...where, cause: 'It ended.' } as const;
    const answer = actor.ask(lost);
    expect(actor.ask(lost)).toEqual(answer);
    return answer;
  });
  expect(retries).toEqual([true, true, false].map((retry) => ({ ok: true, retry, said: [] })));
  expect(actor.types.filter((type) => type === 'run.lost')).toHaveLength(3);
});

it('does not lose a run that is not the current one', () => {
  const actor = new Actor();
  actor.enqueue(1);
  const lost = { runId: runId(9), sandboxId: sandboxId(1), cause: 'It ended.' };
  expect(actor.ask({ type: 'lost', ...lost })).toEqual({ ok: false, code: 'run_unknown' });
});

it('tells whoever carries a run on that it was to be stopped', () => {
  const actor = new Actor();
  actor.enqueue(1);
  const claim = { type: 'claim', promptId: promptId(1), instanceId: promptId(1) } as const;
  expect(actor.ask(claim)).toMatchObject({ action: 'run', stopping: false });
  actor.ask(stop);
  expect(actor.ask(claim)).toMatchObject({ action: 'run', stopping: true });
});
