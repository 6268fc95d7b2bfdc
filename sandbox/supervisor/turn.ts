import { setTimeout as delay } from 'node:timers/promises';
import type { SessionStatus } from '@opencode-ai/sdk/v2/client';
import { failure, type ErrorCode } from '../../contracts/errors.ts';
import type { EventBody } from '../../contracts/events.ts';
import type { BootConfig, StartRun, TurnEnded } from '../../contracts/supervisor.ts';
import type { Agent } from './agent.ts';
import { opencodeModel } from './opencode-config.ts';
import type { OpencodeEvent } from './opencode-events.ts';
import { opencodeId } from './opencode-id.ts';
import { shorten } from './part-mapping.ts';
import type { PartStream } from './part-stream.ts';
import { TurnRecorder } from './turn-recorder.ts';
import { noUsage, sessionMessages, turnUsage } from './turn-usage.ts';
import {
  judgeTurn,
  type AbortCause,
  type AgentError,
  type StoredMessage,
  type Verdict,
} from './turn-verdict.ts';

const pollMs = 2_000;
const settlePollMs = 150;
const settleGraceMs = 3_000;
const resendAfterMs = 1_000;
const maxResends = 3;
const maxCrashes = 2;
const continueText =
  'The agent was interrupted and has been restarted. Look at the state of the workspace and ' +
  'continue with the task.';

type Prompt = { messageId: string; partId: string; text: string };
type Ended = Pick<TurnEnded, 'outcome' | 'failure'>;

export type TurnOptions = {
  agent: Agent;
  run: StartRun;
  limits: BootConfig['limits'];
  stream: PartStream;
  /** The run's message of an earlier attempt, when there was one. */
  earlierMessageId: string | undefined;
  onMessage: (messageId: string) => void;
  onEvent: (event: EventBody) => void;
};

/**
 * One turn of the agent, from the prompt to a judgement that can be relied on.
 *
 * OpenCode's events only wake it up. They can be lost, come twice, and come before the state
 * that they announce is stored; what counts is the state that it reads then, and at intervals.
 */
export class Turn {
  readonly #options: TurnOptions;
  readonly #startedAt = Date.now();
  readonly #sent: Prompt[] = [];
  readonly #recorder: TurnRecorder;
  #woken = new AbortController();
  #aborted: AbortCause | undefined;
  #lastError: AgentError | undefined;
  #compactions = 0;
  #retryAt = 0;
  #over = false;

  constructor(options: TurnOptions) {
    this.#options = options;
    const { agent, stream, run, onEvent } = options;
    this.#recorder = new TurnRecorder(agent.sessionId, stream, (part) =>
      onEvent({ type: 'part.finished', data: { runId: run.runId, part } }),
    );
  }

  /** Runs the turn to its end; throws only when the agent cannot be talked to. */
  async run(): Promise<TurnEnded> {
    const { agent, run, stream } = this.#options;
    const stopListening = agent.listen({
      event: (event) => this.#onEvent(event),
      gap: () => {
        stream.interrupt();
        this.#wake();
      },
    });
    try {
      const ended = await this.#drive();
      this.#over = true;
      return { runId: run.runId, ...ended, ...(await this.#account()) };
    } finally {
      this.#over = true;
      stopListening();
      stream.close();
    }
  }

  /** Puts a text into the running turn; false when it is over. */
  async steer(text: string): Promise<boolean> {
    if (this.#over || this.#aborted) return false;
    await this.#prompt(text);
    return true;
  }

  abort(cause: AbortCause = 'stopped'): void {
    this.#aborted ??= cause;
    this.#wake();
  }

  async #drive(): Promise<Ended> {
    await this.#prompt(await this.#firstText());
    let unsettledSince: number | undefined;
    let crashes = 0;
    let resends = 0;
    for (;;) {
      await this.#wakeUp(unsettledSince === undefined ? pollMs : settlePollMs);
      if (!(await this.#options.agent.alive())) {
        if (this.#aborted === 'stopped') return { outcome: 'stopped' };
        crashes += 1;
        if (crashes > maxCrashes) return failed('agent_crashed');
        await this.#options.agent.restart();
        await this.#prompt(continueText);
        continue;
      }
      const verdict = await this.#judge();
      if (verdict === 'running') {
        unsettledSince = undefined;
        continue;
      }
      if (verdict.state === 'ended') {
        const { outcome, failure: why } = verdict;
        return { outcome, ...(why && { failure: why }) };
      }
      unsettledSince ??= Date.now();
      const waitedMs = Date.now() - unsettledSince;
      // A prompt that met the end of an earlier turn is stored but never started.
      if (verdict.reason === 'no_answer' && waitedMs > resendAfterMs && resends < maxResends) {
        resends += 1;
        unsettledSince = undefined;
        await this.#send(this.#lastPrompt());
      } else if (waitedMs > settleGraceMs) {
        return failed('no_answer');
      }
    }
  }

  /** What the state says now; `running` as well when the state cannot be read this time. */
  async #judge(): Promise<'running' | Verdict> {
    try {
      const client = await this.#options.agent.client();
      const sessionID = this.#options.agent.sessionId;
      const statuses = await client.session.status({}, { throwOnError: true });
      const status = statuses.data[sessionID];
      if (status && status.type !== 'idle') {
        if (status.type === 'retry') this.#onRetry(status);
        if (this.#aborted) await client.session.abort({ sessionID });
        return 'running';
      }
      const messages = await sessionMessages(client, sessionID);
      this.#recorder.catchUp(after(messages, this.#sent[0]));
      return judgeTurn(after(messages, this.#lastPrompt()), this.#aborted, this.#lastError);
    } catch {
      return 'running';
    }
  }

  #onEvent(event: OpencodeEvent): void {
    this.#recorder.event(event);
    const sessionId = this.#options.agent.sessionId;
    switch (event.type) {
      case 'session.idle':
        if (event.properties.sessionID === sessionId) this.#wake();
        return;
      case 'session.error':
        if (event.properties.sessionID === sessionId) this.#lastError = event.properties.error;
        return;
      case 'session.compacted':
        if (event.properties.sessionID === sessionId) this.#onCompaction();
        return;
      case 'session.status': {
        const { sessionID, status } = event.properties;
        if (sessionID === sessionId && status.type === 'retry') this.#onRetry(status);
        return;
      }
      default:
        return;
    }
  }

  /** OpenCode compacts without end while the provider says that the context is too long. */
  #onCompaction(): void {
    this.#compactions += 1;
    if (this.#compactions > this.#options.limits.maxCompactions) this.abort('context_overflow');
  }

  /** OpenCode waits as long as a provider asks, be it an hour; people should not. */
  #onRetry({ message, next }: Extract<SessionStatus, { type: 'retry' }>): void {
    if (next === this.#retryAt) return;
    this.#retryAt = next;
    const { run, limits, onEvent } = this.#options;
    if (next - Date.now() > limits.maxRetryWaitMs) return this.abort('model_throttled');
    const until = new Date(next).toISOString();
    onEvent({ type: 'run.waiting', data: { runId: run.runId, cause: message, until } });
  }

  /** The task, unless an earlier attempt has already given it to the agent. */
  async #firstText(): Promise<string> {
    const { agent, run, earlierMessageId } = this.#options;
    if (!earlierMessageId) return run.text;
    const messages = await sessionMessages(await agent.client(), agent.sessionId);
    return messages.some(({ info }) => info.id === earlierMessageId) ? continueText : run.text;
  }

  async #prompt(text: string): Promise<void> {
    const prompt = { messageId: opencodeId('msg'), partId: opencodeId('prt'), text };
    if (this.#sent.length === 0) this.#options.onMessage(prompt.messageId);
    this.#sent.push(prompt);
    await this.#send(prompt);
  }

  async #send({ messageId, partId, text }: Prompt): Promise<void> {
    const { agent, run } = this.#options;
    const client = await agent.client();
    // All of it each time: the session would go on with what an earlier prompt had.
    await client.session.promptAsync(
      {
        sessionID: agent.sessionId,
        messageID: messageId,
        parts: [{ id: partId, type: 'text', text }],
        model: opencodeModel(run.model),
        agent: 'build',
        ...(run.effort && { variant: run.effort }),
      },
      { throwOnError: true },
    );
  }

  async #account(): Promise<Pick<TurnEnded, 'usage' | 'summary'>> {
    const { agent, run, onEvent } = this.#options;
    if (!(await agent.alive())) return { usage: noUsage, summary: '' };
    const client = await agent.client();
    const usage = await turnUsage(client, agent.sessionId, this.#startedAt);
    const messages = await sessionMessages(client, agent.sessionId);
    onEvent({ type: 'run.usage', data: { runId: run.runId, model: run.model, usage } });
    return { usage, summary: lastText(after(messages, this.#sent[0])) };
  }

  #wake(): void {
    this.#woken.abort();
  }

  /** Waits until something has happened since the last time, or for so long. */
  async #wakeUp(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#woken.signal }).catch(() => {});
    this.#woken = new AbortController();
  }

  #lastPrompt(): Prompt {
    const prompt = this.#sent.at(-1);
    if (!prompt) throw new Error('Nothing has been sent yet.');
    return prompt;
  }
}

/** The messages that follow a prompt; none when it has not been stored. */
function after(messages: readonly StoredMessage[], prompt: Prompt | undefined): StoredMessage[] {
  const index = messages.findIndex(({ info }) => info.id === prompt?.messageId);
  return index < 0 ? [] : messages.slice(index + 1);
}

function lastText(messages: readonly StoredMessage[]): string {
  const last = messages.findLast(({ info }) => info.role === 'assistant');
  const texts = last?.parts.filter((part) => part.type === 'text' && !part.synthetic) ?? [];
  return shorten(texts.map((part) => (part.type === 'text' ? part.text : '')).join('\n'), 4_000);
}

function failed(code: ErrorCode): Ended {
  return { outcome: 'failed', failure: failure(code) };
}
