import type { Message, SessionStatus } from '@opencode-ai/sdk/v2/client';
import { failure, type Failure } from '../../contracts/errors.ts';
import type { BootConfig } from '../../contracts/supervisor.ts';
import { FailingSteps } from './failing-steps.ts';
import type { OpencodeEvent } from './opencode-events.ts';

type Retry = Extract<SessionStatus, { type: 'retry' }>;

/** Answers in a row that neither call a tool nor say why they ended, until the turn is given up. */
const maxEndless = 3;
/** What OpenCode makes of a `finish_reason` that is missing or strange: it asks again at once. */
const endlessFinish: ReadonlySet<string> = new Set(['other', 'unknown']);

export type TurnLimitsOptions = {
  sessionId: string;
  limits: BootConfig['limits'];
  /** The turn would go on without getting anywhere. */
  onExceeded: (why: Failure) => void;
  /** OpenCode waits before it asks the model again; `until` is an ISO time. */
  onWaiting: (wait: { cause: string; until: string }) => void;
};

/** Watches a turn for what OpenCode would do without end. */
export class TurnLimits {
  readonly #options: TurnLimitsOptions;
  #compactions = 0;
  #retryAt = 0;
  /** Ids of those answers: each is announced more than once. */
  readonly #endless = new Set<string>();
  readonly #failing = new FailingSteps();

  constructor(options: TurnLimitsOptions) {
    this.#options = options;
  }

  /** Takes an event of the running turn. Of other sessions, its subagents', tools count alone. */
  event(event: OpencodeEvent): void {
    switch (event.type) {
      case 'session.compacted':
        if (this.#isOurs(event.properties)) this.#compacted();
        return;
      case 'message.updated':
        if (this.#isOurs(event.properties)) this.#message(event.properties.info);
        return;
      case 'message.part.updated': {
        const { part } = event.properties;
        if (part.type !== 'tool') return;
        if (this.#isOurs(part)) this.#endless.clear();
        if (this.#failing.tooMany(part)) this.#options.onExceeded(failure('agent_stuck'));
        return;
      }
      case 'session.status': {
        const { status } = event.properties;
        if (this.#isOurs(event.properties) && status.type === 'retry') this.retry(status);
        return;
      }
      default:
        return;
    }
  }

  /** OpenCode waits as long as a provider asks, be it an hour; people should not. */
  retry({ message, next }: Retry): void {
    if (next === this.#retryAt) return;
    this.#retryAt = next;
    const { limits, onExceeded, onWaiting } = this.#options;
    if (next - Date.now() > limits.maxRetryWaitMs) return onExceeded(failure('model_throttled'));
    onWaiting({ cause: message, until: new Date(next).toISOString() });
  }

  /** OpenCode compacts again and again while the provider says that the context is too long. */
  #compacted(): void {
    this.#compactions += 1;
    const { limits, onExceeded } = this.#options;
    if (this.#compactions > limits.maxCompactions) onExceeded(failure('context_overflow'));
  }

  /** An answer that came through shows that compacting has helped. Its own summaries do not. */
  #message(info: Message): void {
    if (info.role !== 'assistant' || info.summary || !info.finish || info.error) return;
    this.#compactions = 0;
    if (!endlessFinish.has(info.finish)) return this.#endless.clear();
    this.#endless.add(info.id);
    if (this.#endless.size < maxEndless) return;
    this.#options.onExceeded(
      failure(
        'model_unreachable',
        'The model endpoint ends its answers without a usable finish_reason, so the agent would ask it without end. Check the endpoint, or choose another model.',
      ),
    );
  }

  #isOurs({ sessionID }: { sessionID: string }): boolean {
    return sessionID === this.#options.sessionId;
  }
}
