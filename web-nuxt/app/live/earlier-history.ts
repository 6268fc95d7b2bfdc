import type { SessionEvent } from '../../../contracts/events.ts';
import type { CallApi } from '../api/api-client.ts';
import type { FeedSink } from './session-feed.ts';
import { whenIdle } from './when-idle.ts';

const pageSize = 1_000;

/** Reads the history before what is known, back to its beginning, when nothing else is to do. */
export class EarlierHistory {
  readonly #api: CallApi;
  readonly #sessionId: string;
  readonly #sink: Pick<FeedSink, 'firstSeq' | 'earlier'>;
  readonly #closing: AbortSignal;
  #reads = false;

  constructor(
    api: CallApi,
    sessionId: string,
    sink: Pick<FeedSink, 'firstSeq' | 'earlier'>,
    closing: AbortSignal,
  ) {
    this.#api = api;
    this.#sessionId = sessionId;
    this.#sink = sink;
    this.#closing = closing;
  }

  /** Does nothing while it reads already. After a failure it is to be called again. */
  async read(): Promise<void> {
    if (this.#reads) return;
    this.#reads = true;
    try {
      while (this.#sink.firstSeq() > 1) {
        await whenIdle();
        this.#sink.earlier(await this.#page(this.#sink.firstSeq() - 1));
      }
    } catch {
      // The feed says what is wrong with the connection, and reads on when it is better.
    } finally {
      this.#reads = false;
    }
  }

  /** The events up to number `last`, as many as a page has; large ones come in several answers. */
  async #page(last: number): Promise<SessionEvent[]> {
    const events: SessionEvent[] = [];
    let after = Math.max(0, last - pageSize);
    while (after < last) {
      const page = await this.#api('readEvents', {
        params: { sessionId: this.#sessionId },
        query: { after, limit: last - after },
        signal: this.#closing,
      });
      events.push(...page.events);
      const reached = page.events.at(-1)?.seq ?? after;
      if (reached === after) throw new Error(`The history has no event ${after + 1}.`);
      after = reached;
    }
    return events;
  }
}
