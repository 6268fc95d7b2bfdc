import * as df from 'durable-functions';
import type { ErrorCode } from '../contracts/errors.ts';
import type { CommandOf, CommandType, SessionAnswers } from '../core/session-commands.ts';
import { after } from './after.ts';

export type Steps<T> = Generator<df.Task, T, unknown>;

/** What the actor answers when it could not write its decision down: it has decided nothing. */
const undecided: ReadonlySet<ErrorCode> = new Set(['internal', 'storage_full']);
const firstPauseMs = 500;
const longestPauseMs = 30_000;

/** Asks the session's actor until it has decided: a run goes on when the storage does. */
export function* ask<T extends CommandType>(
  context: df.OrchestrationContext,
  sessionId: string,
  command: CommandOf<T>,
): Steps<SessionAnswers[T]> {
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
    const answer = yield* askOnce(context, sessionId, command);
    if (answer.ok || !undecided.has(answer.code)) return answer;
    yield after(context, pause);
  }
}

/** Asks once, for a caller that waits: it may be told that the command could not be taken. */
export function* askOnce<T extends CommandType>(
  context: df.OrchestrationContext,
  sessionId: string,
  command: CommandOf<T>,
): Steps<SessionAnswers[T]> {
  const actor = new df.EntityId('session', sessionId);
  const answer = yield context.df.callEntity(actor, command.type, command);
  // The actor answers each command as `SessionAnswers` says; both are built from one source.
  return answer as SessionAnswers[T];
}
