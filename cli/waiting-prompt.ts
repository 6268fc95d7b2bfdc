import type { PromptView } from '../contracts/prompt-view.ts';
import type { ApiClient } from './api-client.ts';
import { CliError, UsageError } from './errors.ts';
import { readView, waitingIn } from './read-view.ts';
import { promptList } from './render/prompt-list.ts';

/**
 * The waiting prompt that is meant by its number in the list of `harvest show`, by its id or the
 * beginning of that, or by nothing where one alone is waiting.
 *
 * @throws CliError `prompt_unknown` when none is waiting
 * @throws UsageError when what is typed means none, or several; it lists those that wait
 */
export async function waitingPrompt(
  api: ApiClient,
  sessionId: string,
  typed: string | undefined,
): Promise<PromptView> {
  const waiting = waitingIn(await readView(api, sessionId));
  if (waiting.length === 0)
    throw new CliError('No prompt is waiting in this session.', 'prompt_unknown');
  const meant = waiting.filter((prompt, index) => isMeant(prompt, index + 1, typed));
  const [only] = meant;
  if (only && meant.length === 1) return only;
  const list = promptList(waiting).trimEnd();
  throw new UsageError(`Say which of the waiting prompts, by its number:\n${list}`);
}

function isMeant({ promptId }: PromptView, number: number, typed: string | undefined): boolean {
  if (typed === undefined) return true;
  if (/^\d{1,3}$/.test(typed)) return Number(typed) === number;
  return typed.length > 4 && promptId.startsWith(typed);
}
