import type { NewEvent, SessionEvent } from '../../contracts/events.ts';

/** The durable events of every session, in one total order per session. */
export interface History {
  /**
   * Appends in order and numbers without gaps. An event whose key is already there is dropped.
   * Resolves, once durable, with the events that were new.
   */
  append(sessionId: string, events: readonly NewEvent[]): Promise<SessionEvent[]>;
  /**
   * Events with `after < seq`, oldest first: at most `limit`, and of about 4 MB at most, but one in
   * any case. `lastSeq` is the number of the last event there is; the page may end before it.
   */
  read(
    sessionId: string,
    page: { after: number; limit: number },
  ): Promise<{ events: SessionEvent[]; lastSeq: number }>;
  delete(sessionId: string): Promise<void>;
}
