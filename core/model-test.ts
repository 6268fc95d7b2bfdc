import { z } from 'zod';
import { failure, type Failure } from '../contracts/errors.ts';
import type { ModelInfo } from './ports/models.ts';

const question = 'Answer with the word yes.';
/** The least that every provider accepts. */
const outputTokens = 16;

/** A completion as short as can be, in the words of the model's provider. */
export function testRequest({ id, npm }: Pick<ModelInfo, 'id' | 'npm'>): {
  path: string;
  body: object;
} {
  const messages = [{ role: 'user', content: question }];
  switch (npm) {
    case '@ai-sdk/anthropic':
      return { path: '/messages', body: { model: id, max_tokens: outputTokens, messages } };
    case '@ai-sdk/openai':
      return {
        path: '/responses',
        body: { model: id, max_output_tokens: outputTokens, input: question },
      };
    case '@ai-sdk/openai-compatible':
      return { path: '/chat/completions', body: { model: id, max_tokens: outputTokens, messages } };
  }
}

const ErrorBody = z.object({
  error: z.object({ code: z.unknown().optional(), message: z.string() }),
});

/** Why a provider's answer is no completion; undefined when it is one. */
export function testFailure(status: number, body: unknown): Failure | undefined {
  if (status >= 200 && status < 300) return undefined;
  const { error } = ErrorBody.safeParse(body).data ?? {};
  if (status === 429) return failure('model_throttled', error?.message);
  const unreachable = error?.code === 'model_unreachable';
  return failure(unreachable ? 'model_unreachable' : 'model_refused', error?.message);
}
