import * as df from 'durable-functions';
import { after } from './after.ts';
import { deleteSnapshot } from './activities/delete-snapshot.ts';
import { ask } from './ask.ts';
import { release } from './discard-sandbox.ts';

type Input = { sessionId: string; sandboxId: string; afterRunId: string; idleMs: number };

/** Parks a sandbox by snapshot when nothing has come for a while. One watch per run. */
df.app.orchestration('idle-watch', function* (context) {
  const { sessionId, sandboxId, afterRunId, idleMs } = context.df.getInput() as Input;
  yield after(context, idleMs);
  const answer = yield* ask(context, sessionId, { type: 'park', sandboxId, afterRunId });
  if (!answer.ok || !answer.park) return;
  const proposed = sandboxId.replace(/^sbx_/, 'snp_');
  const snapshotId = yield* release(context, { sandboxId, snapshotId: proposed, orderly: true });
  const parked = yield* ask(context, sessionId, { type: 'parked', sandboxId, snapshotId });
  if (parked.ok && parked.former) yield* deleteSnapshot(context, { snapshotId: parked.former });
});
