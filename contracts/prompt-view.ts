import { amend } from './amend.ts';
import type { Attachment } from './attachments.ts';
import type { Failure } from './errors.ts';
import type { SessionEvent } from './events.ts';
import type { Person } from './ids.ts';

export type PromptView = {
  promptId: string;
  /** Its place among the session's events. */
  seq: number;
  at: string;
  text: string;
  author: Person;
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'steered' | 'refused';
  failure?: Failure;
  /** The prompt that it asks once more. */
  retryOf?: string;
  attachments?: Attachment[];
};

/** The prompts of a session. */
export type PromptsView = {
  prompts: Map<string, PromptView>;
  /** Waiting prompts, next first. */
  queue: string[];
};

type PromptEvent = Extract<SessionEvent, { type: `prompt.${string}` }>;

/** Takes an event about a prompt into the view, in place. */
export function foldPrompt(view: PromptsView, event: PromptEvent): void {
  if (event.type === 'prompt.reordered') {
    view.queue = [...event.data.promptIds];
    return;
  }
  const { promptId } = event.data;
  const { seq, at } = event;
  switch (event.type) {
    case 'prompt.queued': {
      const { text, author, retryOf, attachments } = event.data;
      const more = { ...(retryOf && { retryOf }), ...(attachments && { attachments }) };
      view.prompts.set(promptId, { promptId, seq, at, text, author, state: 'waiting', ...more });
      view.queue.push(promptId);
      return;
    }
    case 'prompt.steered': {
      const { text, author, attachments } = event.data;
      const more = attachments && { attachments };
      view.prompts.set(promptId, { promptId, seq, at, text, author, state: 'steered', ...more });
      return;
    }
    case 'prompt.refused': {
      const { text, author, failure } = event.data;
      view.prompts.set(promptId, { promptId, seq, at, text, author, state: 'refused', failure });
      return;
    }
    case 'prompt.edited':
      amend(view.prompts, promptId, { text: event.data.text });
      return;
    case 'prompt.cancelled':
      amend(view.prompts, promptId, { state: 'cancelled' });
      view.queue = view.queue.filter((id) => id !== promptId);
  }
}
