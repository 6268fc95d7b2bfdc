import { expect, it } from 'vitest';
import { UsageMeter } from '../../adapters/models/usage-meter.ts';
import { costOf } from '../../core/model-cost.ts';

it.each([
  [
    'OpenAI’s completions',
    {
      ...{ prompt_tokens: 100, prompt_tokens_details: { cached_tokens: 60 } },
      ...{ completion_tokens: 30, completion_tokens_details: { reasoning_tokens: 20 } },
    },
    [40, 10, 20, 60, 0],
  ],
  [
    'OpenAI’s responses',
    {
      ...{ input_tokens: 100, input_tokens_details: { cached_tokens: 60 } },
      ...{ output_tokens: 30, output_tokens_details: { reasoning_tokens: 20 } },
    },
    [40, 10, 20, 60, 0],
  ],
  [
    'Anthropic’s messages',
    {
      ...{ input_tokens: 40, output_tokens: 30 },
      ...{ cache_read_input_tokens: 60, cache_creation_input_tokens: 5 },
    },
    [40, 30, 0, 60, 5],
  ],
  [
    'an endpoint that has no details',
    { prompt_tokens: 100, completion_tokens: 30, prompt_tokens_details: null },
    [100, 30, 0, 0, 0],
  ],
])('tells apart what is priced differently in %s', (_, usage, expected) => {
  const meter = new UsageMeter();
  meter.readAnswer({ usage });
  const { count } = meter;
  expect([
    ...[count?.inputTokens, count?.outputTokens, count?.reasoningTokens],
    ...[count?.cacheReadTokens, count?.cacheWriteTokens],
  ]).toEqual(expected);
});

it('goes on with what a stream has reported before', () => {
  const meter = new UsageMeter();
  const line = (event: object) =>
    meter.readStream(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n`));
  line({ message: { usage: { input_tokens: 40, cache_read_input_tokens: 60, output_tokens: 1 } } });
  line({ usage: { output_tokens: 30 } });
  expect(meter.count).toMatchObject({ inputTokens: 40, outputTokens: 30, cacheReadTokens: 60 });
});

it('prices a million tokens of each kind', () => {
  const price = { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 2 };
  const tokens = 1_000_000;
  const count = {
    ...{ inputTokens: tokens, outputTokens: tokens, reasoningTokens: tokens },
    ...{ cacheReadTokens: tokens, cacheWriteTokens: tokens },
  };
  expect(costOf(count, price)).toBeCloseTo(1 + 10 + 10 + 0.1 + 2);
});
