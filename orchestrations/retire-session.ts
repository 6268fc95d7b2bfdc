import * as df from 'durable-functions';
import { deleteSession } from './delete-session.ts';

export type RetireInput = { sessionId: string; unusedSince: string };
export type Retired = 'erased' | 'kept' | 'failed';

/** Deletes one session that has been unused for long. That it fails must not keep others. */
df.app.orchestration('retire-session', function* (context) {
  const { sessionId, unusedSince } = context.df.getInput() as RetireInput;
  try {
    const erased = yield* deleteSession(context, sessionId, unusedSince);
    return (erased ? 'erased' : 'kept') satisfies Retired;
  } catch (error) {
    if (!context.df.isReplaying) context.error('A session was not retired.', sessionId, error);
    return 'failed' satisfies Retired;
  }
});
