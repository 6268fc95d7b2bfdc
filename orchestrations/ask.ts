import * as df from 'durable-functions';
import type { CommandOf, CommandType, SessionAnswers } from '../core/session-commands.ts';

export type Steps<T> = Generator<df.Task, T, unknown>;

/** Asks the session's actor and waits for its answer. */
export function* ask<T extends CommandType>(
  context: df.OrchestrationContext,
  sessionId: string,
  command: CommandOf<T>,
): Steps<SessionAnswers[T]> {
  const actor = new df.EntityId('session', sessionId);
  const answer = yield context.df.callEntity(actor, command.type, command);
  // The actor answers each command as `SessionAnswers` says; both are built from one source.
  return answer as SessionAnswers[T];
}
