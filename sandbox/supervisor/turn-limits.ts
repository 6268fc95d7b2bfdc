import type { Message, SessionStatus } from '@opencode-ai/sdk/v2/client';
import { failure, type Failure } from '../../contracts/errors.ts';
import type { BootConfig } from '../../contracts/supervisor.ts';
import type { OpencodeEvent } from './opencode-events.ts';

type Retry = Extract<SessionStatus, { type: 'retry' }>;

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

  constructor(options: TurnLimitsOptions) {
    this.#options = options;
  }

  /** Takes an event of the running turn; those of other sessions are ignored. */
  event(event: OpencodeEvent): void {
    switch (event.type) {
      case 'session.compacted':
        if (this.#isOurs(event.properties)) this.#compacted();
        return;
      case 'message.updated':
        if (this.#isOurs(event.properties)) this.#message(event.properties.info);
        return;
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
    if (info.role === 'assistant' && !info.summary && info.finish && !info.error) {
      this.#compactions = 0;
    }
  }

  #isOurs({ sessionID }: { sessionID: string }): boolean {
    return sessionID === this.#options.sessionId;
  }
}
