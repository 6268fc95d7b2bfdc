import { setTimeout as delay } from 'node:timers/promises';
import type { Turn } from './turn.ts';

type CompletionOptions = {
  id: string;
  model: string;
  /** Unix time in seconds. */
  created: number;
  promptTokens: number;
};

/** By length, because there is no tokenizer without a model. */
export const approximateTokens = (text: string): number => Math.ceil(text.length / 4);

export function turnTokens(turn: Turn): number {
  return approximateTokens(
    `${turn.reasoning ?? ''}${turn.text}${JSON.stringify(turn.calls ?? [])}`,
  );
}

/** The turn as a chat completion in one piece. */
export function completion(turn: Turn, options: CompletionOptions): object {
  const calls = toolCalls(turn, options.id);
  return {
    id: options.id,
    object: 'chat.completion',
    created: options.created,
    model: options.model,
    choices: [
      {
        index: 0,
        finish_reason: finishReason(turn),
        message: {
          role: 'assistant',
          content: turn.text,
          ...(turn.reasoning ? { reasoning_content: turn.reasoning } : {}),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
      },
    ],
    usage: usage(turn, options),
  };
}

/**
 * The turn as server-sent events in small pieces, `pauseMs` apart, so that it reads like a model's.
 * Ends with an error when `signal` is aborted.
 */
export async function* streamCompletion(
  turn: Turn,
  options: CompletionOptions & { pauseMs: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const { id, model, created, pauseMs, signal } = options;
  const encoder = new TextEncoder();
  const send = (data: string): Uint8Array => encoder.encode(`data: ${data}\n\n`);
  const chunk = (delta: object, finish: string | null = null): Uint8Array => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    return send(JSON.stringify({ id, object: 'chat.completion.chunk', created, model, choices }));
  };

  yield chunk({ role: 'assistant', content: '' });
  for (const delta of deltas(turn, id)) {
    if (pauseMs > 0) await delay(pauseMs, undefined, { signal });
    yield chunk(delta);
  }
  yield chunk({}, finishReason(turn));
  yield send(
    JSON.stringify({
      ...{ id, object: 'chat.completion.chunk', created, model, choices: [] },
      usage: usage(turn, options),
    }),
  );
  yield send('[DONE]');
}

function* deltas(turn: Turn, id: string): Generator<object> {
  for (const piece of pieces(turn.reasoning ?? '')) yield { reasoning_content: piece };
  for (const piece of pieces(turn.text)) yield { content: piece };
  for (const [index, call] of toolCalls(turn, id).entries()) {
    const { arguments: input, name } = call.function;
    yield { tool_calls: [{ ...call, index, function: { name, arguments: '' } }] };
    for (const piece of pieces(input)) {
      yield { tool_calls: [{ index, function: { arguments: piece } }] };
    }
  }
}

/** About four words each, never splitting a character in two. */
function pieces(text: string): string[] {
  return text.match(/.{1,24}/gsu) ?? [];
}

function toolCalls(turn: Turn, id: string) {
  return (turn.calls ?? []).map((call, index) => ({
    id: `call_${id}_${index}`,
    type: 'function',
    function: { name: call.tool, arguments: JSON.stringify(call.input) },
  }));
}

function finishReason(turn: Turn): string {
  return turn.calls?.length ? 'tool_calls' : 'stop';
}

function usage(turn: Turn, { promptTokens }: CompletionOptions): object {
  const completionTokens = turnTokens(turn);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
