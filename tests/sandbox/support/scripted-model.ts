import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** One answer of the model. */
export type ModelTurn = {
  reasoning?: string;
  text?: string;
  tools?: Array<{ name: string; args: Record<string, unknown> }>;
  finish?: string;
  error?: { status: number; message: string; headers?: Record<string, string> };
  /** Streams what it has and then waits until the client goes away. */
  hang?: boolean;
  /** Streams what it has, and cuts the connection then. */
  cut?: Promise<unknown>;
};

export type ModelCall = {
  /** The last prompt of a person in the conversation. */
  prompt: string;
  /** How many answers of the model follow that prompt. */
  step: number;
  toolOutputs: string[];
  system: string;
  tools: string[];
  effort: string | undefined;
  /** A request for a summary of a conversation that has become too long. */
  compaction: boolean;
};

const Content = z.union([
  z.string(),
  z.null(),
  z.array(z.object({ type: z.string(), text: z.string().optional() })),
]);
const Request = z.object({
  model: z.literal('rehearsal-1'),
  stream: z.literal(true),
  stream_options: z.object({ include_usage: z.literal(true) }),
  reasoning_effort: z.string().optional(),
  messages: z.array(
    z.object({
      role: z.enum(['system', 'user', 'assistant', 'tool']),
      content: Content.optional(),
    }),
  ),
  tools: z.array(z.object({ function: z.object({ name: z.string() }) })).default([]),
});

/**
 * An OpenAI-compatible endpoint that answers by `script` and refuses whatever it does not expect:
 * a foreign token, another path, another model, a request without a stream.
 */
export async function startScriptedModel(token: string, script: (call: ModelCall) => ModelTurn) {
  const calls: ModelCall[] = [];
  const refused: string[] = [];
  const refuse = (response: ServerResponse, status: number, message: string): void => {
    refused.push(message);
    sendError(response, { status, message });
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url !== '/v1/chat/completions') return refuse(response, 404, `${request.url}`);
    if (request.headers.authorization !== `Bearer ${token}`) {
      return refuse(response, 401, 'wrong token');
    }
    const body = Request.safeParse(JSON.parse(await textOf(request)));
    if (!body.success) return refuse(response, 422, body.error.message);
    const call = describe(body.data);
    calls.push(call);
    const turn = script(call);
    if (turn.error) return sendError(response, turn.error);
    streamTurn(response, turn);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    refused,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function describe({ messages, tools, reasoning_effort }: z.infer<typeof Request>): ModelCall {
  const text = (index: number): string => plainText(messages[index]?.content);
  const prompts = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  const last = prompts.at(-1) ?? -1;
  const tail = messages.slice(last + 1);
  const system = messages
    .filter(({ role }) => role === 'system')
    .map(({ content }) => plainText(content))
    .join('\n');
  return {
    prompt: text(last),
    step: tail.filter(({ role }) => role === 'assistant').length,
    toolOutputs: tail
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => plainText(content)),
    system,
    tools: tools.map((tool) => tool.function.name),
    effort: reasoning_effort,
    compaction: tools.length === 0,
  };
}

function plainText(content: z.infer<typeof Content> | undefined): string {
  if (typeof content === 'string') return content;
  return content?.map((part) => part.text ?? '').join('\n') ?? '';
}

function streamTurn(response: ServerResponse, turn: ModelTurn): void {
  const { reasoning = '', text = '', tools = [] } = turn;
  const chunk = (delta: object, finish: string | null = null): void => {
    const choices = [{ index: 0, delta, finish_reason: finish }];
    write(response, { choices });
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  chunk({ role: 'assistant', content: '' });
  for (const piece of pieces(reasoning)) chunk({ reasoning_content: piece });
  for (const piece of pieces(text)) chunk({ content: piece });
  if (turn.hang) return;
  if (turn.cut) return void turn.cut.then(() => response.destroy());
  for (const [index, { name, args }] of tools.entries()) {
    const call = { name, arguments: JSON.stringify(args) };
    chunk({ tool_calls: [{ index, id: `call_${index}`, type: 'function', function: call }] });
  }
  chunk({}, turn.finish ?? (tools.length > 0 ? 'tool_calls' : 'stop'));
  const usage = { prompt_tokens: 1_000, completion_tokens: 10, total_tokens: 1_010 };
  write(response, { choices: [], usage });
  response.end('data: [DONE]\n\n');
}

function write(response: ServerResponse, body: object): void {
  const chunk = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' };
  response.write(`data: ${JSON.stringify({ ...chunk, ...body })}\n\n`);
}

function sendError(response: ServerResponse, error: NonNullable<ModelTurn['error']>): void {
  const { status, message, headers = {} } = error;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { message, type: 'scripted', code: null } }));
}

function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,16}/g) ?? [];
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
