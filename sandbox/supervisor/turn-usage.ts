import type { AssistantMessage, OpencodeClient } from '@opencode-ai/sdk/v2/client';
import type { Usage } from '../../contracts/events.ts';
import { sessionMessages } from './turn-messages.ts';
import type { StoredMessage } from './turn-verdict.ts';

/**
 * Tokens and money of a turn: every model call since `startedAt` (milliseconds) in the session
 * and in the sessions of its subagents, whose totals OpenCode does not add to their parent's.
 */
export async function turnUsage(
  client: OpencodeClient,
  sessionId: string,
  startedAt: number,
): Promise<Usage> {
  const messages = await sessionMessages(client, sessionId);
  const children = await client.session.children({ sessionID: sessionId }, { throwOnError: true });
  const own = sumUsage(messages, startedAt);
  const theirs = children.data.map((child) => turnUsage(client, child.id, startedAt));
  return (await Promise.all(theirs)).reduce(addUsage, own);
}

export const noUsage: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: 0,
};

/** Sums the model calls that were started at or after `startedAt`. */
export function sumUsage(messages: readonly StoredMessage[], startedAt: number): Usage {
  return messages
    .map(({ info }) => info)
    .filter((info) => info.role === 'assistant')
    .filter((info) => info.time.created >= startedAt)
    .map(usageOf)
    .reduce(addUsage, noUsage);
}

function usageOf({ tokens, cost }: AssistantMessage): Usage {
  return {
    inputTokens: tokens.input,
    outputTokens: tokens.output,
    reasoningTokens: tokens.reasoning,
    cacheReadTokens: tokens.cache.read,
    cacheWriteTokens: tokens.cache.write,
    costUsd: cost,
  };
}

function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    cacheReadTokens: a.cacheReadTokens + b.cacheReadTokens,
    cacheWriteTokens: a.cacheWriteTokens + b.cacheWriteTokens,
    costUsd: a.costUsd + b.costUsd,
  };
}
