import * as df from 'durable-functions';
import type { IdleSince } from '../core/idle-since.ts';
import { snapshotIdOf } from '../core/snapshot-id.ts';
import { after } from './after.ts';
import { deleteSnapshot } from './activities/delete-snapshot.ts';
import { raiseSignal } from './activities/raise-signal.ts';
import { stillAsked } from './activities/still-asked.ts';
import { ask } from './ask.ts';
import { release } from './discard-sandbox.ts';
import { signalNames } from './signals.ts';

/** How long to wait, in milliseconds, before what could not be parked is parked again. */
const pauses = [30_000, 2 * 60_000, 10 * 60_000, 30 * 60_000];

type Input = { sessionId: string; sandboxId: string; idleMs: number } & IdleSince;

/**
 * Parks a sandbox by snapshot when nothing has come for a while: one watch for the end of a run,
 * and for each question of the agent. A run that waits for an answer goes on in another sandbox.
 */
df.app.orchestration('idle-watch', function* (context) {
  const { sessionId, idleMs, ...idle } = context.df.getInput() as Input;
  const { sandboxId } = idle;
  yield after(context, idleMs);
  if ('questionId' in idle && !(yield* stillAsked(context, idle)).asked) return;
  const answer = yield* ask(context, sessionId, { type: 'park', ...idle });
  if (!answer.ok || !answer.park) return;
  // Before its turn is ended, which would otherwise be the end of the run.
  if (answer.resting) {
    const name = signalNames.rest(sandboxId);
    yield* raiseSignal(context, { instanceId: answer.resting, name });
  }
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
