import type { Usage } from '../contracts/events.ts';
import type { AgentModel } from '../contracts/supervisor.ts';

/** Tokens by how they are priced: those that a cache gave or took are not among the input. */
export type TokenCount = Omit<Usage, 'costUsd'>;

const million = 1_000_000;

/** What the tokens cost, in dollars. Reasoning is priced like any other output. */
export function costOf(count: TokenCount, price: AgentModel['price']): number {
  const { inputTokens, outputTokens, reasoningTokens, cacheReadTokens, cacheWriteTokens } = count;
  const cost =
    inputTokens * price.input +
    (outputTokens + reasoningTokens) * price.output +
    cacheReadTokens * price.cacheRead +
    cacheWriteTokens * price.cacheWrite;
  return cost / million;
}
