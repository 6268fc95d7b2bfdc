import { services } from '../adapters/services.ts';
import type { NewPrompt } from '../contracts/api.ts';
import { promptKey } from '../core/prompt-key.ts';
import type { StoredPrompt } from '../core/session-commands.ts';
import { ApiError } from './http/respond.ts';

/**
 * What is really asked by a prompt that may be the retry of another in its session: whatever it
 * leaves open is as it was there. Throws `prompt_unknown` when there is no such prompt.
 */
export async function promptInFull(
  sessionId: string,
  given: NewPrompt,
): Promise<NewPrompt & { text: string }> {
  const { retryOf, text = '' } = given;
  if (retryOf === undefined) return { ...given, text };
  const key = promptKey(sessionId, retryOf);
  const stored = (await services().documents.get<StoredPrompt>('prompts', key))?.body;
  if (!stored) throw new ApiError('prompt_unknown');
  const { model = stored.model, effort = stored.effort } = given;
  const { attachments = stored.attachments?.map((each) => each.attachmentId) } = given;
  return {
    ...given,
    text: given.text ?? stored.text,
    ...(model ? { model } : {}),
    ...(effort ? { effort } : {}),
    ...(attachments ? { attachments } : {}),
  };
}
