import type * as df from 'durable-functions';
import { snapshotIdOf } from '../core/snapshot-id.ts';
import { deleteSnapshot } from './activities/delete-snapshot.ts';
import { releaseSandbox } from './activities/release-sandbox.ts';
import { ask, type Steps } from './ask.ts';

/** Ends a sandbox that is of no more use, keeping its workspace for what comes next. */
export function* discardSandbox(
  context: df.OrchestrationContext,
  sessionId: string,
  sandboxId: string,
  cause: string,
): Steps<void> {
  const snapshotId = snapshotIdOf(sandboxId);
  const released = yield* release(context, { sandboxId, snapshotId, orderly: false });
  // The session must go on without it; the sweep tries again to end what nobody owns.
  const kept = released === 'failed' ? null : released;
  const answer = yield* ask(context, sessionId, {
    type: 'sandboxGone',
    sandboxId,
    cause,
    ...(kept ? { snapshotId: kept } : {}),
  });
  // A session that was deleted meanwhile leaves nothing behind.
  const unwanted = answer.ok ? answer.former : kept;
  if (unwanted) yield* deleteSnapshot(context, { snapshotId: unwanted });
}

/** Ends a sandbox; answers the snapshot it left, null when there is none, or that it failed. */
export function* release(
  context: df.OrchestrationContext,
  input: { sandboxId: string; snapshotId: string; orderly: boolean },
): Steps<string | null | 'failed'> {
  try {
    return (yield* releaseSandbox(context, input)).snapshotId;
  } catch {
    return 'failed';
  }
}
