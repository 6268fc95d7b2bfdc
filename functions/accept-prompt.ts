import { services } from '../adapters/services.ts';
import type { Effort, Person } from '../contracts/ids.ts';
import { promptKey } from '../core/prompt-key.ts';
import { isTooLong } from '../core/prompt-size.ts';
import type { Prompt } from '../core/session-commands.ts';
import { ApiError } from './http/respond.ts';
import { takeAttachments } from './take-attachments.ts';

/** What a prompt's message carries through the queue. */
export type PromptMessage = { sessionId: string; prompt: Prompt };

type Given = {
  promptId?: string | undefined;
  text: string;
  model?: string | undefined;
  effort?: Effort | undefined;
  mode?: 'queue' | 'steer';
  retryOf?: string | undefined;
  attachments?: readonly string[] | undefined;
};

/** How many of the connected models a refusal names. */
const namedModels = 10;

/** Checks a prompt as far as can be told before it is queued. */
export function checkPrompt(given: Given): void {
  if (given.text.trim() === '') throw new ApiError('prompt_empty');
  if (isTooLong(given.text)) throw new ApiError('prompt_too_long');
  const { model } = given;
  const connected = services().models.list();
  if (model === undefined || connected.some(({ ref }) => ref === model)) return;
  const refs = connected.slice(0, namedModels).map(({ ref }) => ref);
  const more = connected.length > namedModels ? ', …' : '';
  const detail = `"${model}" is none of these: ${refs.join(', ')}${more}.`;
  throw new ApiError('model_unknown', { detail });
}

/** Puts a prompt into its session's queue; it is not lost from here on. The same id is accepted once. */
export async function acceptPrompt(
  sessionId: string,
  given: Given,
  author: Person,
): Promise<{ promptId: string }> {
  const { queue, newId } = services();
  const promptId = given.promptId ?? newId('prm');
  const attachments = await takeAttachments(given.attachments ?? [], sessionId, author.id);
  const prompt: Prompt = {
    promptId,
    text: given.text,
    author,
    mode: given.mode ?? 'queue',
    ...(given.model ? { model: given.model } : {}),
    ...(given.effort ? { effort: given.effort } : {}),
    ...(given.retryOf ? { retryOf: given.retryOf } : {}),
    ...(attachments.length > 0 ? { attachments } : {}),
  };
  const body: PromptMessage = { sessionId, prompt };
  await queue.send([{ sessionId, messageId: promptKey(sessionId, promptId), body }]);
  return { promptId };
}
