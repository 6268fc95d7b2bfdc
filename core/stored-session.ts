import type { SessionSummary } from '../contracts/api.ts';

type ShownRun = NonNullable<SessionSummary['run']>;

/** A session's summary as it is stored: with the orchestration that carries its run. */
export type StoredSession = Omit<SessionSummary, 'run'> & {
  run: (ShownRun & { instanceId: string }) | null;
};
