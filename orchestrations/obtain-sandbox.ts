import type * as df from 'durable-functions';
import { failure, type Failure } from '../contracts/errors.ts';
import { createSandbox } from './activities/create-sandbox.ts';
import { sandboxState } from './activities/sandbox-state.ts';
import { ask, type Steps } from './ask.ts';
import { discardSandbox } from './discard-sandbox.ts';
import { after, firstOf, Signal, signalNames } from './signals.ts';

/** Clone, setup hook and agent may take this long in all, in milliseconds. */
const bootMs = 20 * 60_000;
/** How long to wait for a sandbox that is just being parked, in milliseconds. */
const parkingPollMs = 250;
/** How many sandboxes a run may find dead or see die while they start. */
const tryLimit = 3;
const tooSlow = 'It took too long to start.';

type Obtained =
  | { state: 'ready'; sandboxId: string }
  | { state: 'failed'; failure: Failure; sandboxId?: string }
  | { state: 'stopped' };

/** The session's sandbox, ready to work: the one there is, or a new one. */
export function* obtainSandbox(
  context: df.OrchestrationContext,
  sessionId: string,
  runId: string,
  stop: Signal,
): Steps<Obtained> {
  for (let tries = 0; tries < tryLimit;) {
    const proposed = `sbx_${context.df.newGuid('sandbox').replaceAll('-', '')}`;
    const place = yield* ask(context, sessionId, { type: 'occupy', runId, sandboxId: proposed });
    if (!place.ok) return { state: 'failed', failure: failure(place.code, place.detail) };
    if ('wait' in place) {
      yield after(context, parkingPollMs);
      continue;
    }
    tries += 1;
    const { sandboxId, fresh, snapshotId } = place;
    if (fresh) {
      const created = yield* createSandbox(context, { sessionId, sandboxId, snapshotId });
      if (!created.ok) return { state: 'failed', failure: created.failure, sandboxId };
    }
    const booted = yield* awaitBoot(context, sandboxId, stop);
    if (booted.state !== 'gone') return booted;
    // It ended while nobody used it, with the service for instance: go on from what it held.
    yield* discardSandbox(context, sessionId, sandboxId, 'It had ended.');
  }
  return { state: 'failed', failure: failure('sandbox_lost') };
}

function* awaitBoot(
  context: df.OrchestrationContext,
  sandboxId: string,
  stop: Signal,
): Steps<Obtained | { state: 'gone' }> {
  const boot = new Signal<{ failure?: Failure }>(context, signalNames.boot(sandboxId));
  const lost = new Signal(context, signalNames.lost(sandboxId));
  const now = yield* sandboxState(context, { sandboxId });
  if (now.state === 'gone') return now;
  if (now.state === 'ready') return { state: 'ready', sandboxId };
  if (now.state === 'unusable') return { state: 'failed', failure: now.failure, sandboxId };
  const first = yield* firstOf<Signal>(context, [boot, lost, stop], bootMs);
  if (first === stop) return { state: 'stopped' };
  if (first === lost) return { state: 'gone' };
  const cause = first === boot ? boot.value.failure : failure('sandbox_failed', tooSlow);
  return cause ? { state: 'failed', failure: cause, sandboxId } : { state: 'ready', sandboxId };
}
