import type * as df from 'durable-functions';
import { failure, type Failure } from '../contracts/errors.ts';
import { createSandbox } from './activities/create-sandbox.ts';
import { sandboxState } from './activities/sandbox-state.ts';
import { ask, type Steps } from './ask.ts';
import { discardSandbox } from './discard-sandbox.ts';
import { firstOf, Signal, signalNames, unless } from './signals.ts';

/** Clone, setup hook and agent may take this long in all, in milliseconds. */
const bootMs = 20 * 60_000;
/** How long to wait for a sandbox that is just being parked, in milliseconds: between looks, in all. */
const parking = { firstPauseMs: 250, longestPauseMs: 4_000, limitMs: 5 * 60_000 };
/** How many sandboxes a run may find dead or see die while they start. */
const tryLimit = 3;
const tooSlow = 'It took too long to start.';

type Obtained =
  | { state: 'ready'; sandboxId: string }
  | { state: 'failed'; failure: Failure; sandboxId?: string }
  | { state: 'stopped' };

type Place = { sandboxId: string; fresh: boolean; snapshotId: string | null };

/** The session's sandbox, ready to work: the one there is, or a new one. */
export function* obtainSandbox(
  context: df.OrchestrationContext,
  sessionId: string,
  runId: string,
  stop: Signal,
): Steps<Obtained> {
  for (let tries = 0; tries < tryLimit; tries += 1) {
    const place = yield* occupy(context, sessionId, runId, stop);
    if ('state' in place) return place;
    const { sandboxId, fresh, snapshotId } = place;
    if (fresh) {
      const input = { sessionId, sandboxId, snapshotId };
      const created = yield* create(context, input, stop);
      if (created) return created;
    }
    const booted = yield* awaitBoot(context, sandboxId, stop);
    if (booted.state !== 'gone') return booted;
    // It ended while nobody used it, with the service for instance: go on from what it held.
    yield* discardSandbox(context, sessionId, sandboxId, 'It had ended.');
  }
  return { state: 'failed', failure: failure('sandbox_lost') };
}

/** Asks the actor for a place to work, and waits while the one there is is being parked. */
function* occupy(
  context: df.OrchestrationContext,
  sessionId: string,
  runId: string,
  stop: Signal,
): Steps<Place | Obtained> {
  // Made from this name and the time alone: orchestrations of one moment must not give the same.
  const sandboxId = `sbx_${context.df.newGuid(context.df.instanceId).replaceAll('-', '')}`;
  let pause = parking.firstPauseMs;
  for (let waited = 0; ; waited += pause) {
    const place = yield* ask(context, sessionId, { type: 'occupy', runId, sandboxId });
    if (!place.ok) return { state: 'failed', failure: failure(place.code, place.detail) };
    if (!('wait' in place)) return place;
    if (waited >= parking.limitMs)
      yield* discardSandbox(context, sessionId, place.sandboxId, 'It could not be parked.');
    pause = Math.min(pause * 2, parking.longestPauseMs);
    if (yield* firstOf(context, [stop], pause)) return { state: 'stopped' };
  }
}

/** Has a sandbox made; null when that has been done. */
function* create(
  context: df.OrchestrationContext,
  input: { sessionId: string; sandboxId: string; snapshotId: string | null },
  stop: Signal,
): Steps<Obtained | null> {
  const { sessionId, sandboxId } = input;
  try {
    const created = yield* unless(context, [stop], () => createSandbox.task(context, input));
    if (!created) {
      yield* discardSandbox(context, sessionId, sandboxId, 'Its run was stopped.');
      return { state: 'stopped' };
    }
    const { result } = created;
    return result.ok ? null : { state: 'failed', failure: result.failure, sandboxId };
  } catch {
    return { state: 'failed', failure: failure('sandbox_failed'), sandboxId };
  }
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
