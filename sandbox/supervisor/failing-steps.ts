import type { ToolPart } from '@opencode-ai/sdk/v2/client';

/** In how many steps in a row every tool call may fail. A model that mends its calls needs fewer. */
const maxFailing = 15;

/** What OpenCode puts in the place of a tool that there is not, or that was called wrongly. */
const invalidTool = 'invalid';

type Conversation = {
  /** Ids of the answers since the last one of which a call came to something. */
  failing: Set<string>;
  /** That one. */
  worked?: string;
};

/**
 * Counts the steps in which nothing but failing tools was called: OpenCode tells the model of each
 * and asks it again, without end. Subagents have conversations of their own.
 */
export class FailingSteps {
  readonly #conversations = new Map<string, Conversation>();
  /** Ids of the calls that are at work: of others, earlier turns' too, OpenCode may tell again. */
  readonly #begun = new Set<string>();

  /** Takes a tool call in, in any state and however often; answers whether these are too many. */
  tooMany({ id, sessionID, messageID, tool, state }: ToolPart): boolean {
    if (state.status !== 'completed' && state.status !== 'error') {
      this.#begun.add(id);
      return false;
    }
    if (!this.#begun.delete(id)) return false;
    const conversation = this.#conversations.get(sessionID) ?? { failing: new Set() };
    this.#conversations.set(sessionID, conversation);
    if (state.status === 'completed' && tool !== invalidTool) {
      conversation.failing.clear();
      conversation.worked = messageID;
    } else if (conversation.worked !== messageID) conversation.failing.add(messageID);
    return conversation.failing.size >= maxFailing;
  }
}
