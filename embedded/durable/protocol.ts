import type { EntityId } from './entity-id.ts';
import type { HistoryEvent } from './history.ts';

/**
 * What the engine asks of the app, in words of no particular SDK version. A folder `protocol-*`
 * translates them to the wire format of one major version of durable-functions.
 */

/** Something an orchestration has scheduled. Ids count up from 0 within an execution. */
export type Intent = { id: number } & (
  | { kind: 'activity'; name: string; input: string | null }
  | {
      kind: 'orchestration';
      name: string;
      instance?: string;
      version?: string;
      input: string | null;
    }
  | { kind: 'timer'; fireAt: number; cancelled: boolean }
  | { kind: 'call' | 'signal'; target: string; operation: string; input: string | null }
);

export type Decision = {
  /** Everything scheduled since the start of this execution, by ascending id. */
  intents: Intent[];
  /** JSON text; absent when the orchestrator set none. */
  customStatus?: string;
  outcome:
    | { type: 'waiting' }
    | { type: 'completed'; output: string | null }
    | { type: 'failed'; message: string }
    | {
        type: 'continued-as-new';
        input: string | null;
        /** Received events that no code has awaited, in order of arrival. */
        unawaited: Array<{ name: string; input: string | null }>;
      };
};

export type OrchestrationTurn = {
  instance: string;
  parent: string | null;
  /** JSON text. */
  input: string | null;
  /** Past events followed by this turn's. */
  history: HistoryEvent[];
  replaying: boolean;
};

export type EntityBatch = {
  id: EntityId;
  /** JSON text; null when the entity does not exist. */
  state: string | null;
  operations: Array<{ name: string; input: string | null; signal: boolean }>;
};

export type EntityOutcome = {
  /** One per operation, in order; `result` is a JSON text. */
  results: Array<{ ok: boolean; result: string | null }>;
  signals: Array<{ target: EntityId; operation: string; input: string | null }>;
  /** The new state as JSON text; null when the entity no longer exists. */
  state: string | null;
};
