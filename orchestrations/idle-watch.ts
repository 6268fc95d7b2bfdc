import * as df from 'durable-functions';
import { snapshotIdOf } from '../core/snapshot-id.ts';
import { after } from './after.ts';
import { deleteSnapshot } from './activities/delete-snapshot.ts';
import { ask } from './ask.ts';
import { release } from './discard-sandbox.ts';

/** How long to wait, in milliseconds, before what could not be parked is parked again. */
const pauses = [30_000, 2 * 60_000, 10 * 60_000, 30 * 60_000];

type Input = { sessionId: string; sandboxId: string; afterRunId: string; idleMs: number };

/** Parks a sandbox by snapshot when nothing has come for a while. One watch per run. */
df.app.orchestration('idle-watch', function* (context) {
  const { sessionId, sandboxId, afterRunId, idleMs } = context.df.getInput() as Input;
  yield after(context, idleMs);
  const answer = yield* ask(context, sessionId, { type: 'park', sandboxId, afterRunId });
  if (!answer.ok || !answer.park) return;
  const proposed = snapshotIdOf(sandboxId);
  const kept = { sandboxId, snapshotId: proposed, orderly: true };
  let snapshotId = yield* release(context, kept);
  // What is given up here is ended without being kept.
  for (const pause of pauses) {
    if (snapshotId !== 'failed') break;
    yield after(context, pause);
    snapshotId = yield* release(context, kept);
  }
  const parked = yield* ask(context, sessionId, {
    type: 'parked',
    sandboxId,
    snapshotId: snapshotId === 'failed' ? null : snapshotId,
  });
  // A session that was deleted meanwhile leaves nothing behind.
  const unwanted = parked.ok ? parked.former : proposed;
  if (unwanted) yield* deleteSnapshot(context, { snapshotId: unwanted });
});
