import type { PromptView } from '../../contracts/prompt-view.ts';
import { oneLine } from './plain-text.ts';

/** Waiting prompts, each with the number by which it can be meant. */
export function promptList(prompts: readonly PromptView[]): string {
  return prompts.map((prompt, index) => `  ${index + 1}. ${shortPrompt(prompt.text)}\n`).join('');
}

/** As much of a prompt as tells which one it is. */
export function shortPrompt(text: string): string {
  return oneLine(text, 100);
}
