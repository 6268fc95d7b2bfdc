import { randomUUID } from 'node:crypto';
import type { ModelInfo } from '../../../core/ports/models.ts';
import type { Connection } from '../connection.ts';
import { openRequest } from '../open-request.ts';
import { refuse } from '../refusal.ts';
import { approximateTokens, completion, streamCompletion, turnTokens } from './completion.ts';
import { chatRequest, readConversation } from './conversation.ts';
import { decideTurn, findTask } from './decide.ts';

const rehearsalModel: ModelInfo = {
  ref: 'rehearsal/rehearsal',
  id: 'rehearsal',
  name: 'Rehearsal (no model connected)',
  provider: 'rehearsal',
  npm: '@ai-sdk/openai-compatible',
  contextTokens: 200_000,
  outputTokens: 32_000,
  price: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  reasoning: true,
  images: false,
  rehearsal: true,
};

/**
 * A script in the place of a model, for trying Harvest before one is connected. It drives the real
 * agent through tasks in the sample repository and keeps no state: each answer follows from the
 * messages of its request. `pauseMs` is the time between two pieces of an answer.
 */
export function connectRehearsal({ pauseMs = 5 }: { pauseMs?: number } = {}): Connection {
  return {
    provider: rehearsalModel.provider,
    models: [rehearsalModel],
    async forward(request, onUsage) {
      const opened = openRequest(request, ['/chat/completions'], [rehearsalModel.id]);
      if (opened.kind === 'refused') return opened.response;
      if (opened.kind === 'models') {
        return Response.json({
          object: 'list',
          data: [{ id: rehearsalModel.id, object: 'model' }],
        });
      }
      const parsed = chatRequest.safeParse(opened.body);
      if (!parsed.success) return refuse(400, 'invalid_request', 'Not a chat completion request.');
      const isTask = (prompt: string): boolean => findTask(prompt) !== undefined;
      const turn = decideTurn(readConversation(parsed.data, isTask));
      const promptTokens = approximateTokens(JSON.stringify(opened.body));
      const options = {
        id: randomUUID(),
        model: rehearsalModel.id,
        created: Math.floor(Date.now() / 1_000),
        promptTokens,
      };
      const reportUsage = async (): Promise<void> =>
        onUsage({
          model: rehearsalModel.id,
          inputTokens: promptTokens,
          outputTokens: turnTokens(turn),
          ...{ reasoningTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUsd: 0 },
        });
      if (!opened.stream) {
        await reportUsage();
        return Response.json(completion(turn, options));
      }
      const { signal } = request;
      const events = streamCompletion(turn, { ...options, pauseMs, signal });
      return new Response(ReadableStream.from(thenReport(events, reportUsage)), {
        headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
      });
    },
  };
}

async function* thenReport<T>(
  items: AsyncIterable<T>,
  report: () => Promise<void>,
): AsyncGenerator<T> {
  yield* items;
  await report();
}
