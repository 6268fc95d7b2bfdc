import type { SessionSummary } from '../contracts/api.ts';
import type { IdleSince } from './idle-since.ts';

type ShownRun = NonNullable<SessionSummary['run']>;

type RunAside = {
  /** The orchestration that carries it. */
  instanceId: string;
  /** See `CurrentRun`. */
  restedIn: string | null;
  /** See `WaitingTime`; absent as earlier releases have written it. */
  waitingSince?: string | null;
};

/** A session's summary as it is stored: with what only the service needs to know of it. */
export type StoredSession = Omit<SessionSummary, 'run'> & {
  run: (ShownRun & RunAside) | null;
  /** Absent before the session's first command. */
  idleSince?: IdleSince | null;
};
