import type { SessionEvent } from '../contracts/events.ts';
import type { Documents } from '../core/ports/documents.ts';
import { promptKey } from '../core/prompt-key.ts';
import { questionKey } from '../core/question-key.ts';
import type { StoredPrompt } from '../core/session-commands.ts';
import { replyIn, withReply, type StoredQuestion } from '../core/stored-question.ts';

/** A prompt that may be edited yet, and the version that its document has if its history made it. */
type Waiting = { prompt: Omit<StoredPrompt, 'text'>; version: number };

/**
 * Follows a session's history to the texts that its actor keeps beside it: prompts as runs and
 * retries look them up, and questions with what was said to them. What is there stays. What was
 * changed later is put on the version before alone, so a restoring that was cut short is completed,
 * and nothing is undone that somebody changes meanwhile.
 */
export class RestoredTexts {
  readonly #documents: Documents;
  readonly #sessionId: string;
  readonly #waiting = new Map<string, Waiting>();
  readonly #questions = new Map<string, StoredQuestion>();
  readonly #written: Array<[collection: string, key: string]> = [];

  constructor(documents: Documents, sessionId: string) {
    this.#documents = documents;
    this.#sessionId = sessionId;
  }

  async add(event: SessionEvent): Promise<void> {
    const { type, data } = event;
    switch (type) {
      case 'prompt.queued': {
        const { promptId, text, author, model, effort, attachments } = data;
        const prompt = { author, model, effort, attachments };
        this.#waiting.set(promptId, { prompt, version: 1 });
        return this.#putPrompt(promptId, { text, ...prompt }, 0);
      }
      case 'prompt.steered': {
        const { promptId, text, author, attachments } = data;
        return this.#putPrompt(promptId, { text, author, attachments }, 0);
      }
      case 'prompt.refused': {
        const { promptId, text, author } = data;
        return this.#putPrompt(promptId, { text, author }, 0);
      }
      case 'prompt.edited': {
        const { promptId, text } = data;
        const waiting = this.#waiting.get(promptId);
        if (!waiting) return;
        const { prompt, version } = waiting;
        this.#waiting.set(promptId, { prompt, version: version + 1 });
        return this.#putPrompt(promptId, { text, ...prompt }, version);
      }
      // Nobody edits what does not wait any more.
      case 'prompt.cancelled':
      case 'run.started':
        this.#waiting.delete(data.promptId);
        return;
      case 'question.asked': {
        const { questionId, questions } = data;
        this.#questions.set(questionId, { questions });
        return this.#putQuestion(questionId, { questions }, 0);
      }
      case 'question.answered':
      case 'question.dismissed': {
        const reply = replyIn(event);
        const question = this.#questions.get(data.questionId);
        this.#questions.delete(data.questionId);
        if (!reply || !question) return;
        return this.#putQuestion(data.questionId, withReply(question, reply), 1);
      }
      default:
    }
  }

  /** Takes away again what it has put back, of a session that was deleted meanwhile. */
  async withdraw(): Promise<void> {
    for (const [collection, key] of this.#written) await this.#documents.delete(collection, key);
  }

  #putPrompt(promptId: string, prompt: StoredPrompt, ifVersion: number): Promise<void> {
    return this.#put('prompts', promptKey(this.#sessionId, promptId), prompt, ifVersion);
  }

  #putQuestion(id: string, question: StoredQuestion, ifVersion: number): Promise<void> {
    return this.#put('questions', questionKey(this.#sessionId, id), question, ifVersion);
  }

  async #put<T>(collection: string, key: string, body: T, ifVersion: number): Promise<void> {
    const { written } = await this.#documents.put(collection, key, body, { ifVersion });
    if (written) this.#written.push([collection, key]);
  }
}
