import { missingFunction } from './app-functions.ts';
import type { EngineContext } from './context.ts';
import { EventType, type EventBody, type HistoryEvent, newEvent } from './history.ts';
import { createInstance } from './lifecycle.ts';
import type { TaskRef } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Intent } from './protocol.ts';
import type { Replay } from './replay.ts';
import { type Instance, isFinished } from './stores/instances.ts';

/**
 * Carries out what an orchestrator newly asks for: writes the tasks, timers, messages and
 * sub-orchestrations, and returns their history events. Also withdraws timers that it has
 * cancelled since. Runs inside a unit.
 */
export function schedule(
  context: EngineContext,
  outbox: Outbox,
  { instance, replay, now }: { instance: Instance; replay: Replay; now: number },
  intents: readonly Intent[],
): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (const intent of intents) {
    if (replay.scheduled.has(intent.id)) {
      withdrawIfCancelled(context, instance, replay, intent);
      continue;
    }
    const ref = { instance: instance.id, execution: instance.execution, task: intent.id };
    events.push(newEvent(carryOut(context, outbox, ref, intent, now), now, intent.id));
  }
  return events;
}

function carryOut(
  context: EngineContext,
  outbox: Outbox,
  ref: TaskRef,
  intent: Intent,
  now: number,
): EventBody {
  switch (intent.kind) {
    case 'activity':
      outbox.activity(ref, intent.name, intent.input);
      return { EventType: EventType.taskScheduled, Name: intent.name, Version: '', Input: null };
    case 'timer':
      if (!intent.cancelled) outbox.timer(ref, intent.fireAt);
      return {
        EventType: EventType.timerCreated,
        FireAt: new Date(intent.fireAt).toISOString(),
      };
    case 'orchestration':
      return startChild(context, outbox, ref, intent, now);
    case 'call':
    case 'signal':
      return sendOperation(context, outbox, ref, intent);
  }
}

function startChild(
  context: EngineContext,
  outbox: Outbox,
  ref: TaskRef,
  intent: Extract<Intent, { kind: 'orchestration' }>,
  now: number,
): EventBody {
  const id = intent.instance ?? `${ref.execution}:${ref.task}`;
  const { name, version, input } = intent;
  const refusal = refuseChild(context, name, id);
  if (refusal) {
    const { instance, execution, task } = ref;
    const outcome = { ok: false as const, reason: refusal, details: refusal };
    outbox.send(instance, { kind: 'answer', source: 'orchestration', execution, task, outcome });
  } else {
    const child = { id, name, input, parent: ref, ...(version && { version }) };
    createInstance(context, outbox, child, now);
  }
  return {
    EventType: EventType.subOrchestrationCreated,
    Name: name,
    Version: version ?? context.defaultVersion,
    InstanceId: id,
    Input: null,
  };
}

function refuseChild(context: EngineContext, name: string, id: string): string | undefined {
  if (!context.functions.orchestrator(name)) return missingFunction(name, 'orchestrator');
  const existing = context.stores.instances.get(id);
  if (existing && !isFinished(existing.status)) {
    return `An Orchestration instance with the status ${existing.status} already exists.`;
  }
  return undefined;
}

function sendOperation(
  context: EngineContext,
  outbox: Outbox,
  { instance, execution }: TaskRef,
  intent: Extract<Intent, { kind: 'call' | 'signal' }>,
): EventBody {
  const { target, operation: name, input } = intent;
  const request = context.newId();
  const caller = intent.kind === 'call' && { caller: { instance, execution } };
  outbox.send(target, { kind: 'operation', operation: { request, name, input, ...caller } });
  return {
    EventType: EventType.eventSent,
    InstanceId: target,
    Name: 'op',
    // The SDK reads the id alone: it is how the answer will be known.
    Input: JSON.stringify({ op: name, id: request, signal: intent.kind === 'signal' }),
  };
}

function withdrawIfCancelled(
  { stores }: EngineContext,
  instance: Instance,
  replay: Replay,
  intent: Intent,
): void {
  if (intent.kind !== 'timer' || !intent.cancelled) return;
  if (replay.answered.has(intent.id) || replay.cancelled.has(intent.id)) return;
  stores.inbox.deleteTimer(instance.id, intent.id);
  replay.cancelled.add(intent.id);
}
