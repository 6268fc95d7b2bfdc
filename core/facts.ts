import type { SessionSummary } from '../contracts/api.ts';
import type { NewEvent, Outcome, Usage } from '../contracts/events.ts';
import type { Person } from '../contracts/ids.ts';
import type { CommandOf } from './session-commands.ts';
import type { SessionState } from './session-state.ts';

/** The collection that keeps them. */
export const factsCollection = 'facts';

type Common = { at: string; sessionId: string; repository: string; person: Person };

/** What statistics are made of: one small document per thing that happened, without any content. */
export type Fact =
  | (Common & { kind: 'session' })
  | (Common & { kind: 'merge' })
  | (Common & {
      kind: 'run';
      model: string;
      outcome: Outcome;
      durationMs: number;
      firstTokenMs?: number;
      /** It left commits on the branch. */
      committed: boolean;
      costUsd: number;
      tokens: number;
    });

/** A fact under an id that begins with its time, and makes noting it twice harmless. */
export type IdentifiedFact = { id: string; fact: Fact };

export function sessionFact(summary: SessionSummary): IdentifiedFact {
  const { sessionId, repository, author: person, createdAt: at } = summary;
  return identified(sessionId, { kind: 'session', at, sessionId, repository, person });
}

/** That a session's branch was merged at that time. */
export function mergeFact(
  { sessionId, repository }: SessionState,
  { at, commit, by: person }: CommandOf<'merged'>,
): IdentifiedFact {
  return identified(commit, { kind: 'merge', at, sessionId, repository, person });
}

/** The run that was just finished, in the state before that. It counts for when it was started. */
export function runFact(
  { sessionId, repository, run }: SessionState,
  { data }: Extract<NewEvent, { type: 'run.finished' }>,
  usage: Usage | undefined,
): IdentifiedFact | undefined {
  if (run?.runId !== data.runId) return undefined;
  const { runId, outcome, durationMs, firstTokenMs, changes } = data;
  return identified(runId, {
    kind: 'run',
    ...{ at: run.startedAt, sessionId, repository, person: run.author, model: run.model },
    ...{ outcome, durationMs },
    ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
    committed: Boolean(changes?.commit),
    costUsd: usage?.costUsd ?? 0,
    tokens: usage ? usage.inputTokens + usage.outputTokens : 0,
  });
}

function identified(key: string, fact: Fact): IdentifiedFact {
  return { id: `${fact.at}:${key}`, fact };
}
