import type { AssistantMessage, OpencodeClient } from '@opencode-ai/sdk/v2/client';
import type { Usage } from '../../contracts/events.ts';
import { sumUsage } from '../../contracts/usage.ts';
import { messagesBackTo } from './turn-messages.ts';
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
  const messages = await messagesBackTo(client, sessionId, ({ time }) => time.created < startedAt);
  const children = await client.session.children({ sessionID: sessionId }, { throwOnError: true });
  const own = usageSince(messages, startedAt);
  // A prompt updates its session: a subagent of an earlier turn has not been asked in this one.
  const asked = children.data.filter(({ time }) => time.updated >= startedAt);
  const theirs = asked.map((child) => turnUsage(client, child.id, startedAt));
  return sumUsage([own, ...(await Promise.all(theirs))]);
}

/** Sums the model calls that were started at or after `startedAt`. */
export function usageSince(messages: readonly StoredMessage[], startedAt: number): Usage {
  const calls = messages
    .map(({ info }) => info)
    .filter((info) => info.role === 'assistant')
    .filter((info) => info.time.created >= startedAt)
    .map(usageOf);
  return sumUsage(calls);
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
