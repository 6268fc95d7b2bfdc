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
  /**
   * A page of the ids of all sessions that have events, in no particular order: for maintenance, as
   * it may cost much. Sessions that begin or are deleted meanwhile may be missing.
   */
  sessions(page: { after?: string; limit: number }): Promise<{ ids: string[]; next?: string }>;
  delete(sessionId: string): Promise<void>;
}
