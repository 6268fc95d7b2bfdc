import { z } from 'zod';

const failure = z.strictObject({
  status: z.number().int().min(400).max(599),
  message: z.string().default('scripted error'),
  type: z.string().default('invalid_request_error'),
  code: z.string().nullable().default(null),
  headers: z.record(z.string(), z.string()).default({}),
  /** Fail this often in a row, then answer with the rest of the turn; without it, always fail. */
  times: z.number().int().positive().optional(),
});

const call = z.strictObject({
  name: z.string(),
  /** A string is sent as it is, even when it is not JSON. */
  args: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
});

/** One answer of the scripted model; unknown fields are a mistake in the test. */
export const ScriptedTurn = z.strictObject({
  reasoning: z.string().optional(),
  text: z.string().optional(),
  calls: z.array(call).default([]),
  usage: z
    .strictObject({ input: z.number().int(), output: z.number().int() })
    .default({ input: 10, output: 5 }),
  finish: z.enum(['stop', 'tool_calls', 'length', 'content_filter']).optional(),
  error: failure.optional(),
  /** After the text: stay silent until the client gives up, or cut the connection. */
  end: z.enum(['normal', 'hang', 'cut']).default('normal'),
  /** Answer with this page instead of anything a model would say. */
  page: z.string().optional(),
});
export type ScriptedTurn = z.output<typeof ScriptedTurn>;
/** A turn as tests write it. */
export type TurnInput = z.input<typeof ScriptedTurn>;

const content = z
  .union([
    z.string(),
    z.array(
      z.discriminatedUnion('type', [
        z.looseObject({ type: z.literal('text'), text: z.string() }),
        z.looseObject({ type: z.literal('image_url') }),
        z.looseObject({ type: z.literal('file') }),
      ]),
    ),
  ])
  .nullish();

/** The chat completion requests that the server understands; it refuses all others. */
export const ScriptedRequest = z.looseObject({
  model: z.string(),
  stream: z.boolean().default(false),
  stream_options: z.looseObject({ include_usage: z.boolean().default(false) }).optional(),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content,
        tool_calls: z.array(z.looseObject({ id: z.string() })).optional(),
        tool_call_id: z.string().optional(),
      }),
    )
    .min(1),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).default([]),
});
export type ScriptedRequest = z.output<typeof ScriptedRequest>;

/** Where a request stands, as a test's handler sees it. */
export type ScriptedContext = {
  request: ScriptedRequest;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The last user message with a script, or simply the last. */
  user: string;
  /** Answers given since then. */
  step: number;
  /** What tools answered since then. */
  outputs: string[];
  /** 1 for the first request of this step, 2 when it is sent again, and so on. */
  attempt: number;
};

/**
 * Reads everything of the context that the messages tell. A script goes on when a message without
 * one comes in between: the agent puts in some of its own, and people steer.
 */
export function readContext(
  request: ScriptedRequest,
): Pick<ScriptedContext, 'user' | 'step' | 'outputs'> {
  const { messages } = request;
  const isUser = (message: (typeof messages)[number]): boolean => message.role === 'user';
  const scripted = messages.findLastIndex(
    (message) => isUser(message) && scriptBlock.test(textOf(message.content)),
  );
  const last = scripted >= 0 ? scripted : messages.findLastIndex(isUser);
  const since = messages.slice(last + 1);
  return {
    user: textOf(messages[last]?.content),
    step: since.filter((message) => message.role === 'assistant').length,
    outputs: since
      .filter((message) => message.role === 'tool')
      .map((message) => textOf(message.content)),
  };
}

const scriptBlock = /```script\s*\n([\s\S]*?)```/;

/** The turns in the ```script block of a prompt, if it has one; throws when they are not valid. */
export function scriptIn(prompt: string): ScriptedTurn[] | undefined {
  const block = scriptBlock.exec(prompt)?.[1];
  return block === undefined ? undefined : z.array(ScriptedTurn).parse(JSON.parse(block));
}

/** A prompt that makes the scripted model answer with `turns`, one after the other. */
export function promptWithScript(prompt: string, turns: readonly TurnInput[]): string {
  // A fence within a turn would end the block.
  const script = JSON.stringify(turns).replaceAll('`', '\\u0060');
  return `${prompt}\n\`\`\`script\n${script}\n\`\`\``;
}

function textOf(value: z.output<typeof content>): string {
  if (!value) return '';
  if (typeof value === 'string') return value;
  return value.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
