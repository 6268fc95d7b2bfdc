import { restoreFact } from '../../adapters/facts.ts';
import { log } from '../../adapters/log.ts';
import { services, type Services } from '../../adapters/services.ts';
import type { SessionEvent } from '../../contracts/events.ts';
import { promptKey } from '../../core/prompt-key.ts';
import { questionKey } from '../../core/question-key.ts';
import { RestoredFacts } from '../../core/restored-facts.ts';
import type { StoredPrompt } from '../../core/session-commands.ts';
import { replyIn, withReply, type StoredQuestion } from '../../core/stored-question.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { defineActivity } from '../define-activity.ts';

const pageSize = 500;

/** Puts back what the histories of some sessions tell beside the list; what is there stays. */
export const restoreDocuments = defineActivity<{ ids: string[] }, { failed: number }>(
  'restore-documents',
  async ({ ids }) => {
    const outcomes = await Promise.allSettled(ids.map(restoreOf));
    let failed = 0;
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') continue;
      failed += 1;
      const sessionId = ids[index];
      log('error', 'rebuild.session-failed', String(outcome.reason), { sessionId });
    }
    return { failed };
  },
);

async function restoreOf(sessionId: string): Promise<void> {
  const { documents, history, now } = services();
  const row = await documents.get<StoredSession>('sessions', sessionId);
  // Deleted a moment ago.
  if (!row) return;
  const facts = new RestoredFacts(row.body);
  const prompts = new Prompts(documents, sessionId);
  const questions = new Questions(documents, sessionId);
  for (let after = 0; ;) {
    const { events } = await history.read(sessionId, { after, limit: pageSize });
    for (const event of events) {
      const fact = facts.add(event);
      if (fact) await restoreFact(documents, fact, now());
      await prompts.add(event);
      await questions.add(event);
    }
    const last = events.at(-1);
    if (!last) return;
    after = last.seq;
  }
}

/** The texts of prompts, as runs and retries look them up. */
class Prompts {
  readonly #documents: Services['documents'];
  readonly #sessionId: string;
  /** Those that were not there, and may have been edited since they were asked. */
  readonly #restored = new Map<string, Omit<StoredPrompt, 'text'>>();

  constructor(documents: Services['documents'], sessionId: string) {
    this.#documents = documents;
    this.#sessionId = sessionId;
  }

  async add({ type, data }: SessionEvent): Promise<void> {
    if (type === 'prompt.queued' || type === 'prompt.steered' || type === 'prompt.refused') {
      const { promptId, text, author } = data;
      const more = type === 'prompt.queued' ? { model: data.model, effort: data.effort } : {};
      const attachments = type === 'prompt.refused' ? undefined : data.attachments;
      const prompt = { author, ...more, attachments };
      const isNew = await this.#put(promptId, { text, ...prompt }, { ifVersion: 0 });
      if (isNew) this.#restored.set(promptId, prompt);
    }
    if (type === 'prompt.edited') {
      const { promptId, text } = data;
      const prompt = this.#restored.get(promptId);
      if (prompt) await this.#put(promptId, { text, ...prompt });
    }
  }

  async #put(promptId: string, prompt: StoredPrompt, options?: { ifVersion: number }) {
    const key = promptKey(this.#sessionId, promptId);
    return (await this.#documents.put('prompts', key, prompt, options)).written;
  }
}

/** The agent's questions, with what was said to them, as a run that rested looks them up. */
class Questions {
  readonly #documents: Services['documents'];
  readonly #sessionId: string;
  /** Those that were not there. */
  readonly #restored = new Map<string, StoredQuestion>();

  constructor(documents: Services['documents'], sessionId: string) {
    this.#documents = documents;
    this.#sessionId = sessionId;
  }

  async add(event: SessionEvent): Promise<void> {
    if (event.type === 'question.asked') {
      const { questionId, questions } = event.data;
      if (await this.#put(questionId, { questions }, { ifVersion: 0 }))
        this.#restored.set(questionId, { questions });
    }
    const reply = replyIn(event);
    const question = reply && this.#restored.get(reply.questionId);
    if (question) await this.#put(reply.questionId, withReply(question, reply));
  }

  async #put(questionId: string, question: StoredQuestion, options?: { ifVersion: number }) {
    const key = questionKey(this.#sessionId, questionId);
    return (await this.#documents.put('questions', key, question, options)).written;
  }
}
