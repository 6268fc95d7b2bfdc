import * as df from 'durable-functions';
import type { SessionCommand } from '../core/session-commands.ts';
import { askOnce } from './ask.ts';

/** Carries one command to a session's actor, for callers that need its answer. */
df.app.orchestration('command', function* (context) {
  const { sessionId, command } = context.df.getInput() as {
    sessionId: string;
    command: SessionCommand;
  };
  return yield* askOnce(context, sessionId, command);
});
