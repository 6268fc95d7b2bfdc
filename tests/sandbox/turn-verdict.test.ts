import type { AssistantMessage } from '@opencode-ai/sdk/v2/client';
import { expect, test } from 'vitest';
import { failure } from '../../contracts/errors.ts';
import {
  judgeTurn,
  type AgentError,
  type StoredMessage,
} from '../../sandbox/supervisor/turn-verdict.ts';

const aborted: AgentError = { name: 'MessageAbortedError', data: { message: 'Aborted' } };
const providerError = (statusCode?: number): AgentError => ({
  name: 'APIError',
  data: { message: 'no', isRetryable: false, ...(statusCode !== undefined && { statusCode }) },
});

function answer(more: Partial<AssistantMessage>): StoredMessage[] {
  const info: AssistantMessage = {
    id: 'msg_2',
    sessionID: 'ses_1',
    role: 'assistant',
    time: { created: 1, completed: 2 },
    parentID: 'msg_1',
    modelID: 'm',
    providerID: 'p',
    mode: 'build',
    agent: 'build',
    path: { cwd: '/w/repo', root: '/w/repo' },
    cost: 0,
    tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
    ...more,
  };
  return [{ info, parts: [] }];
}

test('an answer that stopped by itself is complete', () => {
  expect(judgeTurn(answer({ finish: 'stop' }), undefined, undefined)).toEqual({
    state: 'ended',
    outcome: 'completed',
  });
});

test('what is not stored to its end may settle yet', () => {
  const unfinished = answer({ time: { created: 1 } });
  expect(judgeTurn([], undefined, undefined)).toMatchObject({ state: 'unsettled' });
  expect(judgeTurn(unfinished, undefined, undefined)).toMatchObject({ state: 'unsettled' });
  expect(judgeTurn(answer({ finish: 'tool-calls' }), undefined, undefined)).toMatchObject({
    state: 'unsettled',
  });
});

test('an abort means what it was for', () => {
  const whileStreaming = answer({ error: aborted });
  const whileWaitingForRetry = answer({});
  for (const messages of [whileStreaming, whileWaitingForRetry]) {
    expect(judgeTurn(messages, 'stopped', undefined)).toMatchObject({ outcome: 'stopped' });
    expect(judgeTurn(messages, failure('model_throttled'), undefined)).toMatchObject({
      outcome: 'failed',
      failure: { code: 'model_throttled' },
    });
  }
});

test('an abort without an answer may have come before the prompt was taken up', () => {
  expect(judgeTurn([], 'stopped', aborted)).toEqual({ state: 'unsettled', reason: 'no_answer' });
});

test('a turn that was complete before the abort came stays complete', () => {
  expect(judgeTurn(answer({ finish: 'stop' }), 'stopped', undefined)).toMatchObject({
    outcome: 'completed',
  });
});

test.each([
  [providerError(400), 'model_refused'],
  [providerError(401), 'model_refused'],
  [providerError(429), 'model_throttled'],
  [providerError(503), 'model_unreachable'],
  [providerError(undefined), 'model_unreachable'],
  [{ name: 'ContextOverflowError', data: { message: 'too long' } }, 'context_overflow'],
] satisfies Array<[AgentError, string]>)('%j fails as %s', (error, code) => {
  const failed = { outcome: 'failed', failure: { code } };
  expect(judgeTurn(answer({ error }), undefined, undefined)).toMatchObject(failed);
  expect(judgeTurn([], undefined, error)).toMatchObject(failed);
});
