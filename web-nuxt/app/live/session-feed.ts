import type { PersonalSession } from '../../../contracts/api.ts';
import type { SessionEvent } from '../../../contracts/events.ts';
import type { Frame } from '../../../contracts/frames.ts';
import type { CallApi } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import { EarlierHistory } from './earlier-history.ts';
import { holdLiveConnection } from './live-connection.ts';

/** `live`: messages arrive as they are sent. `catching-up`: history is polled meanwhile. */
export type FeedState = 'connecting' | 'live' | 'catching-up' | 'offline';

export type StreamFrame = Exclude<Frame, { kind: 'events' }>;

/** Where what is read goes. `events` are in order, but may start before or after what is known. */
export type FeedSink = {
  /** The first thing that is said: the session, and its newest events. */
  begin: (session: PersonalSession, events: SessionEvent[]) => void;
  lastSeq: () => number;
  /** The first event that is known; 1 when everything is. */
  firstSeq: () => number;
  /** The events right before those that are known. */
  earlier: (events: SessionEvent[]) => void;
  events: (events: SessionEvent[]) => void;
  frame: (frame: StreamFrame) => void;
  state: (state: FeedState) => void;
  /** History is read to its end for the first time, if not from its beginning. */
  loaded: () => void;
  /** The service refuses to show the session; the feed is over. */
  refused: (error: ApiError) => void;
};

const pageSize = 1_000;
/** What is read before anything is shown: more than fits a screen. */
const firstPageSize = 300;
const reopenMs = 1_000;
const pollMs = 1_500;
/** Live messages may be lost without a trace, so history is read after a silence too. */
const silenceMs = 10_000;

/**
 * Everything that happens in a session, for as long as it is open. Live messages are hints and
 * history is the truth: whatever is missing is read from history.
 */
export class SessionFeed {
  readonly #api: CallApi;
  readonly #sessionId: string;
  readonly #clientId: string;
  readonly #sink: FeedSink;
  readonly #closing = new AbortController();
  readonly #earlier: EarlierHistory;
  #connection = new AbortController();
  #live = false;
  #wasLive = false;
  #begun = false;
  #loaded = false;
  #missed = false;
  #reading: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param page the session that is followed, and the client that the others know this page by */
  constructor(api: CallApi, page: { sessionId: string; clientId: string }, sink: FeedSink) {
    this.#api = api;
    this.#sessionId = page.sessionId;
    this.#clientId = page.clientId;
    this.#sink = sink;
    this.#earlier = new EarlierHistory(api, page.sessionId, sink, this.#closing.signal);
  }

  open(): void {
    void this.#keepConnected();
    void this.catchUp();
  }

  close(): void {
    this.#closing.abort();
    this.#connection.abort();
    clearTimeout(this.#timer);
  }

  /** The network or the machine is back: whatever connection there was may be dead. */
  wake(): void {
    this.#connection.abort();
    void this.catchUp();
  }

  /** Reads history after the last known event, once at a time. */
  catchUp(): Promise<void> {
    // What is being read may be from before the reason to read again.
    if (this.#reading) this.#missed = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
      this.#schedule();
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      if (this.#begun) await this.#readOn();
      else await this.#begin();
      while (this.#missed) await this.#readOn();
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (!this.#loaded) {
      this.#loaded = true;
      this.#sink.loaded();
    }
    void this.#earlier.read();
    if (!this.#live) this.#sink.state(this.#wasLive ? 'catching-up' : 'connecting');
  }

  /** The newest events are what is looked at, so the history before them comes later. */
  async #begin(): Promise<void> {
    const { signal } = this.#closing;
    const params = { sessionId: this.#sessionId };
    const [session, page] = await Promise.all([
      this.#api('getSession', { params, signal }),
      this.#api('readEvents', { params, query: { last: firstPageSize }, signal }),
    ]);
    this.#begun = true;
    this.#sink.begin(session, page.events);
    if (this.#sink.lastSeq() < page.lastSeq) this.#missed = true;
  }

  async #readOn(): Promise<void> {
    this.#missed = false;
    const { signal } = this.#closing;
    const params = { sessionId: this.#sessionId };
    for (;;) {
      const query = { after: this.#sink.lastSeq(), limit: pageSize };
      const page = await this.#api('readEvents', { params, query, signal });
      this.#sink.events(page.events);
      if (page.events.length === 0 || this.#sink.lastSeq() >= page.lastSeq) return;
    }
  }

  #failed(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    if (error instanceof ApiError && error.problem.status < 500) {
      this.close();
      this.#sink.refused(error);
    } else this.#sink.state('offline');
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#closing.signal.aborted) return;
    this.#timer = setTimeout(() => void this.#look(), this.#live ? silenceMs : pollMs);
  }

  /** A connection that was silent while something happened is no connection. */
  async #look(): Promise<void> {
    const before = this.#sink.lastSeq();
    await this.catchUp();
    if (this.#live && this.#sink.lastSeq() > before) this.#connection.abort();
  }

  async #keepConnected(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      this.#connection = new AbortController();
      // Without live messages history is polled, so a failure here needs no other answer.
      await holdLiveConnection(
        {
          sessionId: this.#sessionId,
          address: async (signal) => {
            const params = { sessionId: this.#sessionId };
            const query = { clientId: this.#clientId };
            return (await this.#api('live', { params, query, signal })).url;
          },
          joined: () => this.#joined(),
          frame: (frame) => this.#receive(frame),
          lost: () => this.#lost(),
        },
        this.#connection.signal,
      ).catch(() => this.#lost());
      await new Promise((resolve) => setTimeout(resolve, reopenMs));
    }
  }

  #joined(): void {
    this.#live = true;
    this.#wasLive = true;
    this.#sink.state('live');
    void this.catchUp();
  }

  #lost(): void {
    if (!this.#live) return;
    this.#live = false;
    if (!this.#closing.signal.aborted) this.#sink.state('catching-up');
    this.#schedule();
  }

  #receive(frame: Frame): void {
    if (this.#reading === undefined) this.#schedule();
    if (frame.kind !== 'events') this.#sink.frame(frame);
    else if (!this.#begun) void this.catchUp();
    else if ((frame.events[0]?.seq ?? 0) > this.#sink.lastSeq() + 1) void this.catchUp();
    else this.#sink.events(frame.events);
  }
}
