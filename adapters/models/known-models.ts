import type { ModelInfo } from '../../core/ports/models.ts';

/** What Harvest must know of a model beyond its id. */
export type KnownModel = Pick<
  ModelInfo,
  'id' | 'name' | 'contextTokens' | 'outputTokens' | 'price' | 'reasoning' | 'images'
>;

const known = (
  id: string,
  name: string,
  [contextTokens, outputTokens]: readonly [number, number],
  [input, output, cacheRead, cacheWrite]: readonly [number, number, number, number],
  { reasoning } = { reasoning: true },
): KnownModel => ({
  id,
  name,
  contextTokens,
  outputTokens,
  price: { input, output, cacheRead, cacheWrite },
  reasoning,
  images: true,
});

// From the providers' public price lists as of 2025-12-01.
// Limits in tokens (context, output); prices in dollars per million tokens (input, output,
// cache read, cache write). The first of each list is the provider's default.

export const anthropicModels = [
  known('claude-sonnet-4-5', 'Claude Sonnet 4.5', [200_000, 64_000], [3, 15, 0.3, 3.75]),
  known('claude-opus-4-5', 'Claude Opus 4.5', [200_000, 64_000], [5, 25, 0.5, 6.25]),
  known('claude-haiku-4-5', 'Claude Haiku 4.5', [200_000, 64_000], [1, 5, 0.1, 1.25]),
] as const;

export const openaiModels = [
  known('gpt-5.1', 'GPT-5.1', [400_000, 128_000], [1.25, 10, 0.125, 0]),
  known('gpt-5.1-codex', 'GPT-5.1 Codex', [400_000, 128_000], [1.25, 10, 0.125, 0]),
  known('gpt-5-mini', 'GPT-5 mini', [400_000, 128_000], [0.25, 2, 0.025, 0]),
  known('gpt-4.1', 'GPT-4.1', [1_047_576, 32_768], [2, 8, 0.5, 0], { reasoning: false }),
] as const;

export const openrouterModels = [
  known(
    'anthropic/claude-sonnet-4.5',
    'Claude Sonnet 4.5 (OpenRouter)',
    [200_000, 64_000],
    [3, 15, 0.3, 3.75],
  ),
  known('openai/gpt-5.1', 'GPT-5.1 (OpenRouter)', [400_000, 128_000], [1.25, 10, 0.125, 0]),
  known(
    'google/gemini-2.5-pro',
    'Gemini 2.5 Pro (OpenRouter)',
    [1_048_576, 65_536],
    [1.25, 10, 0.125, 0],
  ),
] as const;

/**
 * What is known of the model called `id` anywhere, under that id. An unknown one costs nothing,
 * because a wrong price would stop a session at its budget for no reason.
 */
export function describeModel(id: string): KnownModel {
  const found = [...anthropicModels, ...openaiModels, ...openrouterModels].find(
    (model) => model.id === id,
  );
  return (
    found ?? {
      id,
      name: id,
      contextTokens: 128_000,
      outputTokens: 16_384,
      price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      reasoning: false,
      images: false,
    }
  );
}

/** The model as `provider` offers it to the agent. */
export function offerModel(provider: string, npm: ModelInfo['npm'], model: KnownModel): ModelInfo {
  return { ...model, ref: `${provider}/${model.id}`, provider, npm, rehearsal: false };
}
