import type * as df from 'durable-functions';
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
  const snapshotId = sandboxId.replace(/^sbx_/, 'snp_');
  const kept = yield* release(context, { sandboxId, snapshotId, orderly: false });
  const answer = yield* ask(context, sessionId, {
    type: 'sandboxGone',
    sandboxId,
    cause,
    ...(kept ? { snapshotId: kept } : {}),
  });
  if (answer.ok && answer.former) yield* deleteSnapshot(context, { snapshotId: answer.former });
}

/** Ends a sandbox; answers the snapshot it left, or null when there is none or it cannot be ended. */
export function* release(
  context: df.OrchestrationContext,
  input: { sandboxId: string; snapshotId: string; orderly: boolean },
): Steps<string | null> {
  try {
    return (yield* releaseSandbox(context, input)).snapshotId;
  } catch {
    // The session must go on without it; the sweep tries again to end what nobody owns.
    return null;
  }
}
