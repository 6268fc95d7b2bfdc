import { expect, test } from 'vitest';
import { testFailure, testRequest } from '../../core/model-test.ts';

test.each([
  ['@ai-sdk/anthropic', '/messages'],
  ['@ai-sdk/openai', '/responses'],
  ['@ai-sdk/openai-compatible', '/chat/completions'],
] as const)('asks %s at %s', (npm, path) => {
  const request = testRequest({ id: 'm-1', npm });
  expect(request).toMatchObject({ path, body: { model: 'm-1' } });
  expect(JSON.stringify(request.body)).toContain('16');
});

test.each([
  [401, { error: { message: 'bad key' } }, 'model_refused', 'bad key'],
  [424, { error: { code: 'model_unreachable', message: 'away' } }, 'model_unreachable', 'away'],
  [429, { error: { message: 'slow down' } }, 'model_throttled', 'slow down'],
])('takes %i for a failure with its cause', (status, body, code, message) => {
  expect(testFailure(status, body)).toEqual({ code, message });
});

test('has a sentence where the provider has none, and none for a success', () => {
  expect(testFailure(500, undefined)?.message).toContain('refused');
  expect(testFailure(200, {})).toBeUndefined();
});
