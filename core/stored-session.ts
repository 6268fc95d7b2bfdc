import type { SessionSummary } from '../contracts/api.ts';
import type { IdleSince } from './idle-since.ts';

type ShownRun = NonNullable<SessionSummary['run']>;

/** A session's summary as it is stored: with what only the service needs to know of it. */
export type StoredSession = Omit<SessionSummary, 'run'> & {
  /** With the orchestration that carries it; `restedIn`: see `CurrentRun`. */
  run: (ShownRun & { instanceId: string; restedIn: string | null }) | null;
  /** Absent before the session's first command. */
  idleSince?: IdleSince | null;
};
