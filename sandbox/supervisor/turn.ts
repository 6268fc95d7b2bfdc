import { setTimeout as delay } from 'node:timers/promises';
import { failure, type ErrorCode } from '../../contracts/errors.ts';
import type { EventBody, Usage } from '../../contracts/events.ts';
import type {
  BootConfig,
  ReplyToQuestion,
  StartRun,
  TurnEnded,
} from '../../contracts/supervisor.ts';
import { noUsage } from '../../contracts/usage.ts';
import type { Agent } from './agent.ts';
import type { OpencodeEvent } from './opencode-events.ts';
import type { PartStream } from './part-stream.ts';
import { TurnLimits } from './turn-limits.ts';
import { lastText, messagesAfter } from './turn-messages.ts';
import { TurnPrompts, type SaidText, type TurnPromptsOptions } from './turn-prompts.ts';
import { TurnQuestions, type ReplyResult } from './turn-questions.ts';
import { TurnRecorder } from './turn-recorder.ts';
import { turnUsage } from './turn-usage.ts';
import {
  endedBy,
  judgeTurn,
  type AbortCause,
  type AgentError,
  type Ended,
  type Verdict,
} from './turn-verdict.ts';

const pollMs = 2_000;
const settlePollMs = 150;
const settleGraceMs = 3_000;
const resendAfterMs = 1_000;
const maxResends = 3;
const maxCrashes = 2;
const lookMs = 5_000;
/** How long the agent's state may stay unreadable before its process is taken for hung. */
const maxSilenceMs = 120_000;
/** The same once a stop has been asked for, which is to be confirmed within fifteen seconds. */
const maxSilenceStoppedMs = 4_000;

export type TurnOptions = TurnPromptsOptions & {
  run: Pick<StartRun, 'runId' | 'model' | 'effort'>;
  agent: Pick<Agent, 'sessionId' | 'client' | 'alive' | 'kill' | 'restart' | 'listen'>;
  limits: BootConfig['limits'];
  stream: PartStream;
  onEvent: (event: EventBody) => void;
  /** Whether the disk has no room, of which an agent that comes to nothing may say nothing. */
  isDiskFull: () => Promise<boolean>;
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
  readonly #prompts: TurnPrompts;
  readonly #recorder: TurnRecorder;
  readonly #questions: TurnQuestions;
  readonly #limits: TurnLimits;
  /** Whether the turn has begun, when that is known. */
  readonly #opened = Promise.withResolvers<boolean>();
  #woken = new AbortController();
  #aborted: AbortCause | undefined;
  #lastError: AgentError | undefined;
  #over = false;

  constructor(options: TurnOptions) {
    this.#options = options;
    const { agent, stream, run, limits, onEvent } = options;
    this.#prompts = new TurnPrompts(options);
    this.#questions = new TurnQuestions(run.runId, onEvent);
    this.#recorder = new TurnRecorder({
      ...{ sessionId: agent.sessionId, stream },
      questionOf: (call) => this.#questions.ofCall(call),
      onFinished: (part) => onEvent({ type: 'part.finished', data: { runId: run.runId, part } }),
    });
    this.#limits = new TurnLimits({
      sessionId: agent.sessionId,
      limits,
      onExceeded: (why) => this.abort(why),
      onWaiting: (wait) => {
        // What the model was saying comes once more, as another part.
        stream.interrupt();
        onEvent({ type: 'run.waiting', data: { runId: run.runId, ...wait } });
      },
    });
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
      return { runId: run.runId, ...ended, ...(await this.#account()) };
    } finally {
      this.#over = true;
      this.#opened.resolve(false);
      stopListening();
      stream.close();
    }
  }

  /** Puts a text into the running turn, after what it begins with; false when it is over. */
  async steer(said: SaidText): Promise<boolean> {
    if (!(await this.#opened.promise)) return false;
    const heard = await this.#prompts.heard([said.id]);
    if (this.#over || this.#aborted) return false;
    if (heard.has(said.id)) return true;
    // It was of what had been asked before.
    this.#lastError = undefined;
    await this.#prompts.say([said.id], said);
    return true;
  }

  /** Gives the agent what a person says to its question. */
  async reply(reply: ReplyToQuestion): Promise<ReplyResult> {
    if (this.#over || this.#aborted) return 'closed';
    return this.#questions.reply(await this.#options.agent.client(), reply);
  }

  /** Ids of what the agent waits for an answer to; throws when it cannot be talked to. */
  async openQuestions(): Promise<string[]> {
    if (this.#over || this.#aborted) return [];
    return this.#questions.open(await this.#options.agent.client());
  }

  abort(cause: AbortCause): void {
    this.#aborted ??= cause;
    this.#wake();
  }

  async #drive(): Promise<Ended> {
    const { agent } = this.#options;
    // It may have died since the run before.
    if (!(await agent.alive())) await agent.restart();
    const [ids, opening] = await this.#prompts.opening();
    // What has been prompted cannot be taken back, and what has not needs no abort.
    if (this.#aborted) return this.#end(endedBy(this.#aborted));
    await this.#prompts.say(ids, opening);
    this.#opened.resolve(true);
    let unsettledSince: number | undefined;
    let silentSince: number | undefined;
    let crashes = 0;
    let resends = 0;
    for (;;) {
      const soon = this.#aborted || unsettledSince !== undefined;
      await this.#wakeUp(soon ? settlePollMs : pollMs);
      if (!(await agent.alive())) {
        if (this.#aborted) return this.#end(endedBy(this.#aborted));
        crashes += 1;
        if (crashes > maxCrashes) return this.#giveUp('agent_crashed');
        await agent.restart();
        if (this.#aborted) return this.#end(endedBy(this.#aborted));
        await this.#prompts.sayGoOn();
        continue;
      }
      const lookedAt = Date.now();
      const prompt = this.#prompts.last;
      const verdict = await this.#judge(prompt);
      if (verdict === 'unreadable') {
        silentSince ??= lookedAt;
        const limitMs = this.#aborted ? maxSilenceStoppedMs : maxSilenceMs;
        // The next look meets its end like any other.
        if (Date.now() - silentSince > limitMs) await agent.kill();
        continue;
      }
      silentSince = undefined;
      // What was steered in during the look is yet to be answered.
      if (verdict === 'running' || prompt !== this.#prompts.last) {
        unsettledSince = undefined;
        continue;
      }
      if (verdict.state === 'ended') {
        const { outcome, failure: why } = verdict;
        return this.#end({ outcome, ...(why && { failure: why }) });
      }
      unsettledSince ??= Date.now();
      const waitedMs = Date.now() - unsettledSince;
      const lost = verdict.reason === 'no_answer' && !this.#aborted;
      // A prompt that met the end of an earlier turn is stored but never started.
      if (lost && waitedMs > resendAfterMs && resends < maxResends) {
        resends += 1;
        unsettledSince = undefined;
        await this.#prompts.repeat();
      } else if (waitedMs > settleGraceMs) {
        return this.#aborted ? this.#end(endedBy(this.#aborted)) : this.#giveUp('no_answer');
      }
    }
  }

  /** Ends the turn in the step in which that is decided, so that no prompt comes in between. */
  #end(ended: Ended): Ended {
    this.#over = true;
    return ended;
  }

  /** Ends the turn of an agent that comes to nothing, with the cause that can be found. */
  async #giveUp(code: ErrorCode): Promise<Ended> {
    this.#over = true;
    return failed((await this.#options.isDiskFull()) ? 'storage_full' : code);
  }

  /** What the state says now of the answer to this prompt. */
  async #judge(promptId: string): Promise<'running' | 'unreadable' | Verdict> {
    const signal = AbortSignal.timeout(lookMs);
    try {
      const client = await this.#options.agent.client();
      const sessionID = this.#options.agent.sessionId;
      // At each look, for a prompt that is being taken up begins after the abort before it.
      if (this.#aborted) await client.session.abort({ sessionID }, { signal });
      const statuses = await client.session.status({}, { throwOnError: true, signal });
      const status = statuses.data[sessionID];
      if (status && status.type !== 'idle') {
        if (status.type === 'retry') this.#limits.retry(status);
        if (!this.#aborted) await this.#questions.catchUp(client);
        return 'running';
      }
      const answers = await messagesAfter(client, sessionID, promptId);
      this.#recorder.catchUp(answers);
      return judgeTurn(answers, this.#aborted, this.#lastError);
    } catch {
      return 'unreadable';
    }
  }

  #onEvent(event: OpencodeEvent): void {
    this.#recorder.event(event);
    this.#limits.event(event);
    const sessionId = this.#options.agent.sessionId;
    switch (event.type) {
      case 'session.idle':
        // An abort is answered by this even where nothing was going on.
        if (event.properties.sessionID === sessionId && !this.#aborted) this.#wake();
        return;
      case 'session.error':
        if (event.properties.sessionID === sessionId) this.#lastError = event.properties.error;
        return;
      case 'question.asked':
        return this.#questions.asked(event.properties);
      default:
        return;
    }
  }

  /**
   * What the turn has cost and said; nothing of what the agent cannot tell any more. The judgement
   * stands: the agent was asked for it, and may have died since.
   */
  async #account(): Promise<Pick<TurnEnded, 'usage' | 'summary'>> {
    const { first } = this.#prompts;
    if (!first) return { usage: noUsage, summary: '' };
    const [usage, summary] = await Promise.all([
      this.#usage().catch(() => noUsage),
      this.#summary(first).catch(() => ''),
    ]);
    return { usage, summary };
  }

  async #usage(): Promise<Usage> {
    const { agent, run, onEvent } = this.#options;
    const usage = await turnUsage(await agent.client(), agent.sessionId, this.#startedAt);
    onEvent({ type: 'run.usage', data: { runId: run.runId, model: run.model, usage } });
    return usage;
  }

  async #summary(firstPromptId: string): Promise<string> {
    const { agent } = this.#options;
    const answers = await messagesAfter(await agent.client(), agent.sessionId, firstPromptId);
    this.#recorder.catchUp(answers);
    return lastText(answers);
  }

  #wake(): void {
    this.#woken.abort();
  }

  /** Waits until something has happened since the last time, or for so long. */
  async #wakeUp(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#woken.signal }).catch(() => {});
    this.#woken = new AbortController();
  }
}

function failed(code: ErrorCode): Ended {
  return { outcome: 'failed', failure: failure(code) };
}
