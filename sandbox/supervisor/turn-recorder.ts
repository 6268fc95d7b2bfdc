import type { Part as OpencodePart } from '@opencode-ai/sdk/v2/client';
import type { Part } from '../../contracts/parts.ts';
import type { OpencodeEvent } from './opencode-events.ts';
import { finishedPart, isSynthetic, toolPart } from './part-mapping.ts';
import type { PartStream } from './part-stream.ts';
import type { ToolCall } from './turn-questions.ts';
import type { StoredMessage } from './turn-verdict.ts';

export type TurnRecorderOptions = {
  sessionId: string;
  stream: PartStream;
  /** The question that a tool call has asked. */
  questionOf: (call: ToolCall) => string | undefined;
  onFinished: (part: Part) => void;
};

/** Follows the answer of one turn: live while parts grow, and each part once when it is finished. */
export class TurnRecorder {
  readonly #sessionId: string;
  readonly #stream: PartStream;
  readonly #questionOf: TurnRecorderOptions['questionOf'];
  readonly #onFinished: (part: Part) => void;
  /** Messages of the model in this turn; other parts, such as the prompt's own, are not answers. */
  readonly #answers = new Set<string>();
  readonly #finished = new Set<string>();

  constructor({ sessionId, stream, questionOf, onFinished }: TurnRecorderOptions) {
    this.#sessionId = sessionId;
    this.#stream = stream;
    this.#questionOf = questionOf;
    this.#onFinished = onFinished;
  }

  /** Takes an event of the running turn; those of other sessions are ignored. */
  event(event: OpencodeEvent): void {
    switch (event.type) {
      case 'message.updated': {
        const { info } = event.properties;
        if (info.sessionID !== this.#sessionId) return;
        if (info.role === 'assistant' && !info.summary) this.#answers.add(info.id);
        return;
      }
      case 'message.part.updated':
        return this.#part(event.properties.part);
      case 'message.part.delta': {
        const { messageID, partID, field, delta } = event.properties;
        if (field === 'text' && this.#answers.has(messageID)) this.#stream.append(partID, delta);
        return;
      }
      default:
        return;
    }
  }

  /** Records what the stored messages have and the events did not bring. */
  catchUp(messages: readonly StoredMessage[]): void {
    for (const { info, parts } of messages) {
      if (info.role !== 'assistant' || info.summary) continue;
      const ended = info.time.completed !== undefined;
      for (const part of parts) this.#finish(part, ended);
    }
  }

  #part(part: OpencodePart): void {
    if (!this.#answers.has(part.messageID) || this.#finished.has(part.id)) return;
    if (this.#finish(part, false)) return;
    if (part.type === 'tool') {
      if (part.state.status === 'running') this.#stream.tool(toolPart(part));
    } else if ((part.type === 'text' || part.type === 'reasoning') && !isSynthetic(part)) {
      this.#stream.begin(part.id, part.type, part.text);
    }
  }

  #finish(part: OpencodePart, messageEnded: boolean): boolean {
    if (this.#finished.has(part.id)) return true;
    const finished = finishedPart(part, messageEnded);
    if (!finished) return false;
    this.#finished.add(part.id);
    if (finished.type === 'tool') this.#stream.endTool(finished.id);
    else this.#stream.end(finished.id);
    const questionId = part.type === 'tool' ? this.#questionOf(part) : undefined;
    this.#onFinished(
      finished.type === 'tool' && questionId !== undefined ? { ...finished, questionId } : finished,
    );
    return true;
  }
}
