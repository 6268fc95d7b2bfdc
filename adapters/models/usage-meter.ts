import { z } from 'zod';
import type { TokenCount } from '../../core/model-cost.ts';

const count = z.number().int().nonnegative().nullish();
const inputDetails = z.object({ cached_tokens: count }).nullish().catch(undefined);
const outputDetails = z.object({ reasoning_tokens: count }).nullish().catch(undefined);
const usageSchema = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  prompt_tokens_details: inputDetails,
  input_tokens_details: inputDetails,
  completion_tokens_details: outputDetails,
  output_tokens_details: outputDetails,
});
/** OpenAI's chunks carry `usage`, its responses `response.usage`, Anthropic's start `message.usage`. */
const carrier = z.object({ usage: usageSchema.nullish().catch(undefined) });
const eventSchema = carrier.extend({
  response: carrier.nullish().catch(undefined),
  message: carrier.nullish().catch(undefined),
});

/** A line longer than this is no usage report; it is dropped instead of held in memory. */
const maxLineLength = 1_000_000;

/** Reads what a call used from the provider's answer, in pieces as they pass by. */
export class UsageMeter {
  readonly #decoder = new TextDecoder();
  #line = '';
  #count: TokenCount | undefined;

  /** Takes the next bytes of a server-sent event stream. */
  readStream(chunk: Uint8Array): void {
    const lines = (this.#line + this.#decoder.decode(chunk, { stream: true })).split('\n');
    const rest = lines.pop() ?? '';
    this.#line = rest.length > maxLineLength ? '' : rest;
    for (const line of lines) this.#readLine(line);
  }

  /** Takes a whole answer, already parsed. */
  readAnswer(answer: unknown): void {
    const { data } = eventSchema.safeParse(answer);
    const usage = data?.usage ?? data?.response?.usage ?? data?.message?.usage;
    if (!usage) return;
    const next = countOf(usage);
    const before = this.#count ?? next;
    // Each report repeats or continues the one before; Anthropic's last ones leave the input out.
    const most = (part: keyof TokenCount): number => Math.max(next[part], before[part]);
    this.#count = {
      inputTokens: most('inputTokens'),
      outputTokens: most('outputTokens'),
      reasoningTokens: most('reasoningTokens'),
      cacheReadTokens: most('cacheReadTokens'),
      cacheWriteTokens: most('cacheWriteTokens'),
    };
  }

  /** What has been reported so far; undefined when nothing has. */
  get count(): TokenCount | undefined {
    return this.#count;
  }

  #readLine(line: string): void {
    // Thousands of deltas pass by; parsing each would be wasted.
    if (!line.startsWith('data:') || !line.includes('"usage"')) return;
    try {
      this.readAnswer(JSON.parse(line.slice('data:'.length)));
    } catch {
      // Not JSON: the agent will complain, metering has nothing to say about it.
    }
  }
}

/** OpenAI counts what came from its cache as input, and reasoning as output; Anthropic does not. */
function countOf(usage: z.infer<typeof usageSchema>): TokenCount {
  const { cached_tokens: cached } = usage.prompt_tokens_details ?? usage.input_tokens_details ?? {};
  const { reasoning_tokens: reasoning } =
    usage.completion_tokens_details ?? usage.output_tokens_details ?? {};
  const input = usage.prompt_tokens ?? usage.input_tokens ?? 0;
  const output = usage.completion_tokens ?? usage.output_tokens ?? 0;
  return {
    inputTokens: Math.max(0, input - (cached ?? 0)),
    outputTokens: Math.max(0, output - (reasoning ?? 0)),
    reasoningTokens: reasoning ?? 0,
    cacheReadTokens: cached ?? usage.cache_read_input_tokens ?? 0,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
  };
}
