import type { SessionSummary } from '../contracts/api.ts';
import type { NewEvent, Outcome, Usage } from '../contracts/events.ts';
import type { Person } from '../contracts/ids.ts';
import type { CommandOf } from './session-commands.ts';
import type { CurrentRun, SessionState } from './session-state.ts';

/** The collection that keeps them. */
export const factsCollection = 'facts';

type RunFinished = Extract<NewEvent, { type: 'run.finished' }>;

type Common = { at: string; sessionId: string; repository: string; person: Person };

/** What statistics are made of: one small document per thing that happened, without any content. */
export type Fact =
  | (Common & { kind: 'session' })
  | (Common & { kind: 'merge' })
  | (Common & {
      kind: 'run';
      model: string;
      outcome: Outcome;
      /** Of work: as `run.finished` tells it. */
      durationMs: number;
      firstTokenMs?: number;
      /** It left commits on the branch. */
      committed: boolean;
      costUsd: number;
      tokens: number;
    });

/** A fact under an id that begins with its time, and makes noting it twice harmless. */
export type IdentifiedFact = { id: string; fact: Fact };

/** The session that a fact is about. */
export type About = Pick<SessionSummary, 'sessionId' | 'repository'>;

/** What a fact says of a run from its beginning. */
export type RunOfFact = Pick<CurrentRun, 'startedAt' | 'author' | 'model'>;

export function sessionFact(
  session: About & Pick<SessionSummary, 'author' | 'createdAt'>,
): IdentifiedFact {
  const { sessionId, repository, author: person, createdAt: at } = session;
  return identified(sessionId, { kind: 'session', at, sessionId, repository, person });
}

/** That a session's branch was merged at that time. */
export function mergeFact(
  { sessionId, repository }: About,
  { at, commit, by: person }: Pick<CommandOf<'merged'>, 'at' | 'commit' | 'by'>,
): IdentifiedFact {
  return identified(commit, { kind: 'merge', at, sessionId, repository, person });
}

/** The run that was just finished, in the state before that. It counts for when it was started. */
export function runFact(
  state: SessionState,
  { data }: RunFinished,
  usage: Usage | undefined,
): IdentifiedFact | undefined {
  const { run } = state;
  return run?.runId === data.runId ? factOfRun(state, run, data, usage) : undefined;
}

export function factOfRun(
  { sessionId, repository }: About,
  run: RunOfFact,
  data: RunFinished['data'],
  usage: Usage | undefined,
): IdentifiedFact {
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
