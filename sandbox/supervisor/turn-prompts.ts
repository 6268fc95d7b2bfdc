import type { StartRun } from '../../contracts/supervisor.ts';
import type { Agent } from './agent.ts';
import type { AskedText } from './attached-files.ts';
import { opencodeModel } from './opencode-config.ts';
import { opencodeId } from './opencode-id.ts';
import type { StateStore } from './state-store.ts';
import { messagesBackTo } from './turn-messages.ts';

const goOn: AskedText = {
  text:
    'The agent was interrupted and has been restarted. Look at the state of the workspace and ' +
    'continue with the task.',
  pictures: [],
};

/** What a person says, under an id by which it is known in every sandbox of the session. */
export type SaidText = AskedText & { id: string };

type Message = AskedText & { messageId: string; partId: string };

export type TurnPromptsOptions = {
  agent: Pick<Agent, 'sessionId' | 'client'>;
  run: Pick<StartRun, 'model' | 'effort'>;
  /** The task, and what has been said to it since in earlier sandboxes. */
  said: readonly SaidText[];
  /** Which message holds what, across sandboxes. */
  memory: Pick<StateStore, 'messageOf' | 'noteMessage'>;
};

/** What a turn says to the agent, under ids of our own, so that it can be recognised later. */
export class TurnPrompts {
  readonly #options: TurnPromptsOptions;
  readonly #sent: Message[] = [];

  constructor(options: TurnPromptsOptions) {
    this.#options = options;
  }

  /** The id of the turn's first message; undefined until that has been sent. */
  get first(): string | undefined {
    return this.#sent[0]?.messageId;
  }

  /** The id of the turn's latest message. */
  get last(): string {
    return this.#last().messageId;
  }

  /**
   * What to begin with, and whose ids are in it: all that the agent has not heard in an earlier
   * attempt. It is one message, for an agent answers the first of several without the others.
   */
  async opening(): Promise<[ids: string[], AskedText]> {
    const { said } = this.#options;
    const heard = await this.heard(said.map(({ id }) => id));
    const unheard = said.filter(({ id }) => !heard.has(id));
    const texts = unheard.length < said.length ? [goOn, ...unheard] : unheard;
    const opening = {
      text: texts.map(({ text }) => text).join('\n\n'),
      pictures: texts.flatMap(({ pictures }) => pictures),
    };
    return [unheard.map(({ id }) => id), opening];
  }

  /** Which of these the agent's conversation holds. */
  async heard(ids: readonly string[]): Promise<Set<string>> {
    const { agent, memory } = this.#options;
    const noted = new Map(ids.map((id) => [id, memory.messageOf(id)]));
    const messageIds = [...noted.values()].filter((messageId) => messageId !== undefined);
    const [oldest] = messageIds.toSorted();
    if (oldest === undefined) return new Set();
    const client = await agent.client();
    const messages = await messagesBackTo(client, agent.sessionId, ({ id }) => id <= oldest);
    const held = new Set<string | undefined>(messages.map(({ info }) => info.id));
    return new Set(ids.filter((id) => held.has(noted.get(id))));
  }

  /** @param ids whose words they are, if anybody's */
  async say(ids: readonly string[], { text, pictures }: AskedText): Promise<void> {
    const message = { messageId: opencodeId('msg'), partId: opencodeId('prt'), text, pictures };
    for (const id of ids) this.#options.memory.noteMessage(id, message.messageId);
    this.#sent.push(message);
    await this.#send(message);
  }

  /** Tells an agent that has been restarted what to do now. */
  async sayGoOn(): Promise<void> {
    await this.say([], goOn);
  }

  /** Sends the latest message once more, which changes nothing if the agent has taken it up. */
  async repeat(): Promise<void> {
    await this.#send(this.#last());
  }

  async #send({ messageId, partId, text, pictures }: Message): Promise<void> {
    const { agent, run } = this.#options;
    const client = await agent.client();
    // All of it each time: the session would go on with what an earlier prompt had.
    await client.session.promptAsync(
      {
        sessionID: agent.sessionId,
        messageID: messageId,
        parts: [
          { id: partId, type: 'text', text },
          ...pictures.map((picture) => ({ type: 'file' as const, ...picture })),
        ],
        model: opencodeModel(run.model),
        agent: 'build',
        ...(run.effort && { variant: run.effort }),
      },
      { throwOnError: true },
    );
  }

  #last(): Message {
    const prompt = this.#sent.at(-1);
    if (!prompt) throw new Error('Nothing has been sent yet.');
    return prompt;
  }
}
