import type { DurableClient } from 'durable-functions';
import { services } from '../../adapters/services.ts';
import type { EventBody, NewEvent } from '../../contracts/events.ts';
import { streamGroup } from '../../contracts/frames.ts';
import { sandboxEventTypes, type OutboxItem } from '../../contracts/supervisor.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { startIdleWatch } from '../../orchestrations/activities/idle-watches.ts';
import { signalNames } from '../../orchestrations/signals.ts';
import { askSession } from '../ask-session.ts';
import { raise } from '../../adapters/raise.ts';
import { accepted, ApiError } from './respond.ts';
import { serve } from './route.ts';

const liveMinutes = 60;
const allowed: ReadonlySet<string> = new Set(sandboxEventTypes);

serve('sandboxHello', async ({ body, caller }) => {
  const { sessionId, sandboxId } = caller.sandbox;
  const { live, sandboxes, sandboxRecords } = services();
  if (!sandboxes.isEndpoint(body.endpoint))
    throw new ApiError('forbidden', { detail: 'No sandbox can be reached at this address.' });
  const known = await sandboxRecords.change(sandboxId, { endpoint: body.endpoint });
  if (!known) throw new ApiError('forbidden', { detail: 'Nobody waits for this sandbox.' });
  const { url } = await live.grant({
    userId: sandboxId,
    join: [],
    send: [streamGroup(sessionId)],
    ttlMinutes: liveMinutes,
  });
  return { liveUrl: url };
});

/**
 * Takes a supervisor's outbox: events into history, the rest to the run's orchestration. Items are
 * numbered, so whatever comes again is recognised by its number.
 */
serve('sandboxEvents', async ({ body, caller, client }) => {
  const { sessionId, sandboxId } = caller.sandbox;
  const { sandboxRecords, recorder, clock } = services();
  const told = body.items.flatMap((item) => eventOf(sandboxId, item));
  const events = await withoutMetered(sessionId, told);
  await Promise.all([
    sandboxRecords.noteContact(sandboxId, clock()),
    recorder.record(sessionId, events),
  ]);
  for (const item of body.items) await deliver(client, caller, item);
  return { acknowledged: body.items.at(-1)?.n ?? 0 };
});

function eventOf(sandboxId: string, { n, at, body }: OutboxItem): NewEvent[] {
  if (body.kind !== 'event') return [];
  const { event } = body;
  if (!allowed.has(event.type)) throw new ApiError('forbidden', { detail: event.type });
  if ('sandboxId' in event.data && event.data.sandboxId !== sandboxId)
    throw new ApiError('forbidden', { detail: 'The event names another sandbox.' });
  return [{ ...event, at, key: `${sandboxId}:${n}` }];
}

/** The actor tells the usage of a run when the gateway has counted it, whatever a sandbox says. */
async function withoutMetered(sessionId: string, events: NewEvent[]): Promise<NewEvent[]> {
  const { modelUsage } = services();
  const kept = events.map(async (event) => {
    if (event.type !== 'run.usage') return [event];
    return (await modelUsage.of(sessionId, event.data.runId)) ? [] : [event];
  });
  return (await Promise.all(kept)).flat();
}

async function deliver(
  client: DurableClient,
  {
    sandbox,
    session,
  }: { sandbox: { sessionId: string; sandboxId: string }; session: StoredSession },
  { body }: OutboxItem,
): Promise<void> {
  const { sessionId, sandboxId } = sandbox;
  const { sandboxRecords, documents } = services();
  if (body.kind === 'event') return noteQuestion(client, sandbox, body.event);
  if (body.kind === 'turn') {
    const { run } = session;
    const { runId } = body.turn;
    if (run?.runId !== runId) return;
    await sandboxRecords.keepTurn(sessionId, sandboxId, body.turn);
    await raise(client, run.instanceId, signalNames.turn(runId, sandboxId), body.turn);
    return;
  }
  const failed = body.kind === 'unusable' ? body.failure : undefined;
  await sandboxRecords.change(sandboxId, failed ? { unusable: failed } : { ready: true });
  // Read after the record has changed: a run that began meanwhile sees the record instead.
  const now = await documents.get<StoredSession>('sessions', sessionId);
  const told = failed ? { failure: failed } : {};
  const instanceId = now?.body.run?.instanceId;
  if (instanceId) await raise(client, instanceId, signalNames.boot(sandboxId), told);
}

/** Lets the session's actor know that its agent waits for an answer. */
async function noteQuestion(
  client: DurableClient,
  { sessionId, sandboxId }: { sessionId: string; sandboxId: string },
  event: EventBody,
): Promise<void> {
  if (event.type !== 'question.asked') return;
  const { runId, questionId } = event.data;
  // What the actor could not note is to be told once more: nobody else would.
  accepted(await askSession(client, sessionId, { type: 'asked', ...event.data }));
  await startIdleWatch(client, { sessionId, sandboxId, runId, questionId });
}
