import type { ServerResponse } from 'node:http';
import type { ScriptedRequest, ScriptedTurn } from './scripted-model-turns.ts';

/** Writes the turn as OpenAI's chat completions API would, streamed or whole as was asked. */
export function answerTurn(
  response: ServerResponse,
  request: ScriptedRequest,
  turn: ScriptedTurn,
  id: string,
): void {
  if (request.stream) streamTurn(response, request, turn, id);
  else answerWhole(response, request, turn, id);
}

function answerWhole(
  response: ServerResponse,
  request: ScriptedRequest,
  turn: ScriptedTurn,
  id: string,
): void {
  if (turn.end === 'hang') return;
  if (turn.end === 'cut') {
    response.destroy();
    return;
  }
  const calls = toolCalls(turn, id);
  const message = {
    role: 'assistant',
    content: turn.text ?? null,
    ...(turn.reasoning ? { reasoning_content: turn.reasoning } : {}),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  };
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      ...{ id, object: 'chat.completion', created: 0, model: request.model },
      choices: [{ index: 0, message, finish_reason: finishOf(turn) }],
      usage: usageOf(turn),
    }),
  );
}

function streamTurn(
  response: ServerResponse,
  request: ScriptedRequest,
  turn: ScriptedTurn,
  id: string,
): void {
  const head = { id, object: 'chat.completion.chunk', created: 0, model: request.model };
  const send = (data: object): void => {
    response.write(`data: ${JSON.stringify({ ...head, ...data })}\n\n`);
  };
  const chunk = (delta: object, finish: string | null = null): void =>
    send({ choices: [{ index: 0, delta, finish_reason: finish }] });

  response.setHeader('content-type', 'text/event-stream');
  chunk({ role: 'assistant', content: '' });
  for (const piece of pieces(turn.reasoning)) chunk({ reasoning_content: piece });
  for (const piece of pieces(turn.text)) chunk({ content: piece });
  if (turn.end === 'hang') return;
  if (turn.end === 'cut') {
    // Only once what came before is on its way, or the client would not see the half of it.
    response.write('', () => response.destroy());
    return;
  }
  for (const [index, call] of toolCalls(turn, id).entries()) {
    const { name, arguments: args } = call.function;
    chunk({ tool_calls: [{ ...call, index, function: { name, arguments: '' } }] });
    for (const piece of pieces(args)) {
      chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  chunk({}, finishOf(turn));
  if (request.stream_options?.include_usage) send({ choices: [], usage: usageOf(turn) });
  response.end('data: [DONE]\n\n');
}

/** Small pieces, as models stream; of a huge text larger ones, or it would take minutes. */
function pieces(text = ''): string[] {
  const length = Math.max(16, Math.ceil(text.length / 2_000));
  return text.match(new RegExp(`.{1,${length}}`, 'gsu')) ?? [];
}

function toolCalls(turn: ScriptedTurn, id: string) {
  return turn.calls.map(({ name, args }, index) => ({
    id: `call_${id}_${index}`,
    type: 'function',
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }));
}

function finishOf(turn: ScriptedTurn): string {
  return turn.finish ?? (turn.calls.length > 0 ? 'tool_calls' : 'stop');
}

function usageOf({ usage }: ScriptedTurn): object {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
  };
}
