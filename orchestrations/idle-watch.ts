import * as df from 'durable-functions';
import { releaseSandbox } from './activities/release-sandbox.ts';
import { ask } from './ask.ts';
import { after } from './signals.ts';

type Input = { sessionId: string; sandboxId: string; afterRunId: string; idleMs: number };

/** Parks a sandbox by snapshot when nothing has come for a while. One watch per run. */
df.app.orchestration('idle-watch', function* (context) {
  const { sessionId, sandboxId, afterRunId, idleMs } = context.df.getInput() as Input;
  yield after(context, idleMs);
  const answer = yield* ask(context, sessionId, { type: 'park', sandboxId, afterRunId });
  if (!answer.ok || !answer.park) return;
  const snapshotId = sandboxId.replace(/^sbx_/, 'snp_');
  const { former } = answer;
  const kept = yield* releaseSandbox(context, { sandboxId, snapshotId, former, orderly: true });
  yield* ask(context, sessionId, { type: 'parked', sandboxId, snapshotId: kept.snapshotId });
});
