import * as df from 'durable-functions';
import { eraseSession } from './activities/erase-session.ts';
import { ask } from './ask.ts';

/**
 * Removes a session with everything that it has. The actor stays until the last, refusing all
 * else, so that what still comes for the session cannot bring it back.
 */
df.app.orchestration('delete-session', function* (context) {
  const { sessionId } = context.df.getInput() as { sessionId: string };
  const left = yield* ask(context, sessionId, { type: 'delete' });
  if (!left.ok) return;
  const { sandboxId, snapshotId, instanceId } = left;
  yield* eraseSession(context, { sessionId, sandboxId, snapshotId, instanceId });
  yield* ask(context, sessionId, { type: 'forget' });
});
