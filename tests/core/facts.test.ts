import { expect, test } from 'vitest';
import { mergeFact, runFact } from '../../core/facts.ts';
import { Actor, colleague, finishOf, promptOf, runId } from './support/actor.ts';

const usage = {
  ...{ inputTokens: 100, outputTokens: 20, reasoningTokens: 5 },
  ...{ cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0.25 },
};
const changes = { branch: 'harvest/a', commit: 'c0ffee', files: 1, additions: 1, deletions: 0 };

test('a finished run is a fact of whoever asked for it, with the time to its first token', () => {
  const actor = new Actor();
  actor.enqueue(1, { ...promptOf(1), author: colleague });
  const before = actor.state;
  const firstTokenAt = new Date(Date.parse(before.run?.startedAt ?? '') + 400).toISOString();
  const result = { outcome: 'completed', usage, changes, firstTokenAt } as const;
  actor.ask(finishOf(1, result));

  const finished = actor.history.find((event) => event.type === 'run.finished');
  if (!finished) throw new Error('The run was not finished.');
  const noted = runFact(before, finished, usage);
  expect(noted?.id).toBe(`${before.run?.startedAt}:${runId(1)}`);
  expect(noted?.fact).toMatchObject({
    ...{ kind: 'run', person: colleague, outcome: 'completed', committed: true },
    ...{ firstTokenMs: 400, durationMs: 1_000, costUsd: 0.25, tokens: 120 },
  });
  expect(runFact(actor.state, finished, usage)).toBeUndefined();
  expect(actor.view.runs.get(runId(1))?.firstTokenMs).toBe(400);
});

test('a clock that is behind gives no negative time', () => {
  const actor = new Actor();
  actor.enqueue(1);
  const firstTokenAt = '2020-01-01T00:00:00.000Z';
  actor.ask(finishOf(1, { outcome: 'completed', firstTokenAt }));
  expect(actor.view.runs.get(runId(1))?.firstTokenMs).toBe(0);
});

test('a merge is a fact of whoever merged', () => {
  const actor = new Actor();
  const at = '2026-01-02T00:00:00.000Z';
  const command = { type: 'merged', at, commit: 'c0ffee', into: 'main', by: colleague } as const;
  expect(mergeFact(actor.state, command)).toMatchObject({
    id: `${at}:c0ffee`,
    fact: { kind: 'merge', person: colleague, repository: 'shop' },
  });
});
