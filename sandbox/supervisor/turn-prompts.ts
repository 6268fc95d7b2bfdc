import type { StartRun } from '../../contracts/supervisor.ts';
import type { Agent } from './agent.ts';
import type { AskedText, Picture } from './attached-files.ts';
import { opencodeModel } from './opencode-config.ts';
import { opencodeId } from './opencode-id.ts';
import { messagesBackTo } from './turn-messages.ts';

const goOn: AskedText = {
  text:
    'The agent was interrupted and has been restarted. Look at the state of the workspace and ' +
    'continue with the task.',
  pictures: [],
};

type Prompt = AskedText & { messageId: string; partId: string };

export type TurnPromptsOptions = {
  agent: Pick<Agent, 'sessionId' | 'client'>;
  run: StartRun;
  /** What is shown to the model along with the run's text. */
  pictures?: readonly Picture[];
  /** The run's message of an earlier attempt, when there was one. */
  earlierMessageId: string | undefined;
  /** Is told the first message's id before that is sent. */
  onMessage: (messageId: string) => void;
};

/** What a turn says to the agent, under ids of our own, so that it can be recognised later. */
export class TurnPrompts {
  readonly #options: TurnPromptsOptions;
  readonly #sent: Prompt[] = [];

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

  /** What to begin with: the task, unless an earlier attempt has already given it to the agent. */
  async opening(): Promise<AskedText> {
    const { agent, run, pictures = [], earlierMessageId } = this.#options;
    const task = { text: run.text, pictures };
    if (!earlierMessageId) return task;
    const messages = await messagesBackTo(
      await agent.client(),
      agent.sessionId,
      ({ id }) => id <= earlierMessageId,
    );
    return messages.some(({ info }) => info.id === earlierMessageId) ? goOn : task;
  }

  async say({ text, pictures }: AskedText): Promise<void> {
    const prompt = { messageId: opencodeId('msg'), partId: opencodeId('prt'), text, pictures };
    if (this.#sent.length === 0) this.#options.onMessage(prompt.messageId);
    this.#sent.push(prompt);
    await this.#send(prompt);
  }

  /** Tells an agent that has been restarted what to do now. */
  async sayGoOn(): Promise<void> {
    await this.say(goOn);
  }

  /** Sends the latest message once more, which changes nothing if the agent has taken it up. */
  async repeat(): Promise<void> {
    await this.#send(this.#last());
  }

  async #send({ messageId, partId, text, pictures }: Prompt): Promise<void> {
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

  #last(): Prompt {
    const prompt = this.#sent.at(-1);
    if (!prompt) throw new Error('Nothing has been sent yet.');
    return prompt;
  }
}
