import { isDeepStrictEqual } from 'node:util';
import type { OpencodeClient, QuestionRequest } from '@opencode-ai/sdk/v2/client';
import type { EventBody } from '../../contracts/events.ts';
import type { Question } from '../../contracts/questions.ts';
import type { ReplyToQuestion } from '../../contracts/supervisor.ts';
import { shorten } from './part-mapping.ts';

/** A call of a tool by the model. */
export type ToolCall = { messageID: string; callID: string };

/** `unfit`: there is not one answer for each question. */
export type ReplyResult = 'taken' | 'closed' | 'unfit';

/**
 * What the agent asks during one turn. Each question is told once, however OpenCode brings it,
 * and takes one reply; the same reply again, whose answer got lost on its way, is as good.
 */
export class TurnQuestions {
  readonly #runId: string;
  readonly #onEvent: (event: EventBody) => void;
  /** By the tool call that asks them. */
  readonly #ofCalls = new Map<string, string>();
  /** By id, how many answers a question needs. */
  readonly #asked = new Map<string, number>();
  readonly #replies = new Map<string, ReplyToQuestion>();

  constructor(runId: string, onEvent: (event: EventBody) => void) {
    this.#runId = runId;
    this.#onEvent = onEvent;
  }

  /** Takes a question in; subagents may ask as well. */
  asked({ id, questions, tool }: Pick<QuestionRequest, 'id' | 'questions' | 'tool'>): void {
    if (this.#asked.has(id)) return;
    if (tool) this.#ofCalls.set(callKey(tool), id);
    this.#asked.set(id, questions.length);
    const data = { questionId: id, runId: this.#runId, questions: questions.map(questionOf) };
    this.#onEvent({ type: 'question.asked', data });
  }

  /** The question of a tool call, if that has asked one. */
  ofCall(call: ToolCall): string | undefined {
    return this.#ofCalls.get(callKey(call));
  }

  /** Tells what is open and the events did not bring. */
  async catchUp(client: OpencodeClient): Promise<void> {
    const open = await client.question.list({}, { throwOnError: true });
    for (const request of open.data) this.asked(request);
  }

  /** Ids of those that the agent waits for now. */
  async open(client: OpencodeClient): Promise<string[]> {
    const { data } = await client.question.list({}, { throwOnError: true });
    return data.map(({ id }) => id).filter((id) => !this.#replies.has(id));
  }

  /** Hands a reply to the agent; throws when the agent cannot be talked to. */
  async reply(client: OpencodeClient, reply: ReplyToQuestion): Promise<ReplyResult> {
    const { questionId: requestID } = reply;
    const earlier = this.#replies.get(requestID);
    if (earlier) return isDeepStrictEqual(earlier, reply) ? 'taken' : 'closed';
    const needed = this.#asked.get(requestID);
    if (needed === undefined) return 'closed';
    if ('answers' in reply.reply && reply.reply.answers.length !== needed) return 'unfit';
    // Noted first: of two that come at the same time one is the first.
    this.#replies.set(requestID, reply);
    const { error, response } =
      'answers' in reply.reply
        ? await client.question.reply({ requestID, answers: reply.reply.answers })
        : await client.question.reject({ requestID });
    if (error === undefined) return 'taken';
    this.#replies.delete(requestID);
    if (response?.status === 404) return 'closed';
    throw new Error('The agent did not take the reply.', { cause: error });
  }
}

/** Models may give the calls of each answer the same ids. */
const callKey = ({ messageID, callID }: ToolCall): string => `${messageID} ${callID}`;

function questionOf(info: QuestionRequest['questions'][number]): Question {
  const { header, question, options, multiple = false, custom = true } = info;
  return {
    header: shorten(header, 200),
    question: shorten(question, 10_000),
    options: options.slice(0, 50).map(({ label, description }) => ({
      label: shorten(label, 500),
      description: shorten(description, 2_000),
    })),
    multiple,
    custom,
  };
}
