import { z } from 'zod';

/** What the rehearsal knows of a run: the request's messages since the person last asked. */
export type Conversation = {
  /** What the person asked for. */
  prompt: string;
  /** What they added while the run was going on. */
  additions: readonly string[];
  /** Answers given in this run so far. */
  step: number;
  /** What the tools answered in this run, in the order of their calls. */
  outputs: readonly string[];
  /** The tools that may be called; none in the agent's side requests, e.g. for a title. */
  tools: ReadonlySet<string>;
  /** Where the agent works, when it says so. */
  directory: string | undefined;
};

const content = z
  .union([
    z.string(),
    z
      .array(z.looseObject({ text: z.string().optional() }))
      .transform((parts) => parts.map((part) => part.text ?? '').join('\n')),
  ])
  .nullish()
  .transform((text) => text ?? '');

export const chatRequest = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content,
      tool_calls: z.array(z.looseObject({ id: z.string() })).optional(),
      tool_call_id: z.string().optional(),
    }),
  ),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })).optional(),
});
type ChatRequest = z.infer<typeof chatRequest>;

type Message = ChatRequest['messages'][number];

/**
 * Reads where a run stands from the messages alone, so that nothing must be remembered. What a
 * person says before a run has had its last answer belongs to that run, unless `isTask` recognises
 * something new in it.
 */
export function readConversation(
  request: ChatRequest,
  isTask: (prompt: string) => boolean,
): Conversation {
  const { messages } = request;
  const asked = messages.findLastIndex((message, index) => {
    const said = personSaid(message);
    const before = messages[index - 1]?.role;
    return said !== '' && ((before !== 'tool' && before !== 'user') || isTask(said));
  });
  const run = messages.slice(asked + 1);
  const answers = run.filter((message) => message.role === 'assistant');
  const outputs = answers
    .flatMap((answer) => answer.tool_calls ?? [])
    .map((call) => run.find((message) => message.tool_call_id === call.id)?.content ?? '');
  const prompt = messages[asked];
  return {
    prompt: prompt ? personSaid(prompt) : '',
    additions: run.map(personSaid).filter((said) => said !== ''),
    step: answers.length,
    outputs,
    tools: new Set(request.tools?.map((tool) => tool.function.name)),
    directory: messages
      .filter((message) => message.role === 'system')
      .map((message) => /^\s*Working directory: (.+)$/m.exec(message.content)?.[1]?.trim())
      .find((path) => path !== undefined),
  };
}

/** A person's words in a message, without what the agent adds to them; empty for all others. */
function personSaid(message: Message): string {
  if (message.role !== 'user') return '';
  return message.content.replaceAll(/<system-reminder>[\s\S]*?<\/system-reminder>/g, '').trim();
}
