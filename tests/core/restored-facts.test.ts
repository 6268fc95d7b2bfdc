import { expect, test } from 'vitest';
import { mergeFact, runFact, sessionFact } from '../../core/facts.ts';
import { RestoredFacts } from '../../core/restored-facts.ts';
import { summarise } from '../../core/session-state.ts';
import { Actor, colleague, finishOf, owner, promptOf } from './support/actor.ts';

const usage = {
  ...{ inputTokens: 100, outputTokens: 20, reasoningTokens: 5 },
  ...{ cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0.25 },
};

test('a history gives the facts that were noted when it was written', () => {
  const actor = new Actor();
  const noted = [sessionFact(summarise(actor.state))];
  const finish = (n: number, outcome: 'completed' | 'failed', metered = usage): void => {
    const before = actor.state;
    const firstTokenAt = before.run?.startedAt ?? '';
    actor.ask({ ...finishOf(n, { outcome, firstTokenAt }), metered });
    const finished = actor.history.find(
      (event) => event.type === 'run.finished' && event.data.promptId === promptOf(n).promptId,
    );
    if (finished?.type !== 'run.finished') throw new Error('The run was not finished.');
    const fact = runFact(before, finished, metered);
    if (fact) noted.push(fact);
  };

  actor.enqueue(1, { author: colleague, model: 'a/b' });
  actor.enqueue(2);
  finish(1, 'completed');
  const merged = { at: '2026-01-01T00:00:02.500Z', commit: 'c0ffee', by: owner };
  noted.push(mergeFact(actor.state, merged));
  actor.ask({ type: 'merged', into: 'main', ...merged });
  finish(2, 'failed', { ...usage, costUsd: 0 });

  const facts = new RestoredFacts({ sessionId: 'ses_0000000001', repository: 'shop' });
  expect(actor.history.flatMap((event) => facts.add(event) ?? [])).toEqual(noted);
});
