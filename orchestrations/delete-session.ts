import * as df from 'durable-functions';
import { eraseSession } from './activities/erase-session.ts';
import { ask, type Steps } from './ask.ts';

df.app.orchestration('delete-session', function* (context) {
  const { sessionId } = context.df.getInput() as { sessionId: string };
  yield* deleteSession(context, sessionId);
});

/**
 * Removes a session with everything that it has. The actor stays until the last, refusing all
 * else, so that what still comes for the session cannot bring it back. With `unusedSince`, an ISO
 * time, a session stays that has been used since; answers whether it went.
 */
export function* deleteSession(
  context: df.OrchestrationContext,
  sessionId: string,
  unusedSince?: string,
): Steps<boolean> {
  const condition = unusedSince === undefined ? {} : { unusedSince };
  const left = yield* ask(context, sessionId, { type: 'delete', ...condition });
  if (!left.ok) return false;
  const { sandboxId, snapshotId, instanceId } = left;
  yield* eraseSession(context, { sessionId, sandboxId, snapshotId, instanceId });
  yield* ask(context, sessionId, { type: 'forget' });
  return true;
}
