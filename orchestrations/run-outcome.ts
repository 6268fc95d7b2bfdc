import { failure, type Failure } from '../contracts/errors.ts';
import type { RunResult, RunTicket } from '../core/session-commands.ts';
import type { Signal } from './signals.ts';

/** A run to carry. `sandboxId` is the one that its session holds, if any. */
export type Begun = {
  run: RunTicket;
  sandboxId: string | null;
  stopping: boolean;
  /** It rests without a sandbox, having been in this one; see `CurrentRun`. */
  restedIn: string | null;
};

/** What a run listens to from its beginning to its end. */
export type Listening = { sessionId: string; stop: Signal };

/** How one try of a run ended. */
export type Try =
  | { over: RunResult }
  /** The sandbox is gone; the run is to be tried in another. */
  | { lost: string; sandboxId: string }
  /** The run is to rest: nobody answers the agent, and this sandbox is being parked. */
  | { restedIn: string }
  /** The run does not go on there, as its actor says: it rests, or was woken since. */
  | { moved: Begun };

export const stopped: Try = { over: { outcome: 'stopped' } };
export const forced: Try = { over: { outcome: 'stopped', failure: failure('stop_forced') } };

export const failed = (cause: Failure): RunResult => ({ outcome: 'failed', failure: cause });
