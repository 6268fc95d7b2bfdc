import type { SessionSummary } from '../contracts/api.ts';

type ShownRun = NonNullable<SessionSummary['run']>;

/** A session's summary as it is stored: with what only the service needs to know of it. */
export type StoredSession = Omit<SessionSummary, 'run'> & {
  /** With the orchestration that carries it. */
  run: (ShownRun & { instanceId: string }) | null;
  /** The run that ended last; absent before the session's first command. */
  lastRunId?: string | null;
};
