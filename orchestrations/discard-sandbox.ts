import type * as df from 'durable-functions';
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
  const input = { sandboxId, snapshotId, former: null, orderly: false };
  const kept = yield* releaseSandbox(context, input);
  yield* ask(context, sessionId, {
    type: 'sandboxGone',
    sandboxId,
    cause,
    ...(kept.snapshotId ? { snapshotId: kept.snapshotId } : {}),
  });
}
