import { EventType, type HistoryEvent, newEvent } from './history.ts';
import type { Delivery, Message } from './messages.ts';
import type { Replay } from './replay.ts';
import type { Instance } from './stores/instances.ts';

/**
 * Turns what an instance has received into the new history events of a turn at `now`.
 * Answers to an earlier execution, and second answers to the same task, are left out: activities
 * run at least once. Returns no events when there is nothing to run the orchestrator for.
 */
export function turnEvents(
  instance: Instance,
  replay: Replay,
  deliveries: readonly Delivery[],
  now: number,
): HistoryEvent[] {
  const answered = new Set<number>();
  const events: HistoryEvent[] = replay.turns === 0 ? [started(instance, now)] : [];
  for (const { message } of deliveries) {
    if (isStale(message, instance, replay, answered)) continue;
    const event = toEvent(message, now);
    if (event) events.push(event);
  }
  if (events.length === 0) return [];
  return [newEvent({ EventType: EventType.orchestratorStarted }, now), ...events];
}

function isStale(
  message: Message,
  instance: Instance,
  replay: Replay,
  answered: Set<number>,
): boolean {
  switch (message.kind) {
    case 'reply':
      return message.execution !== instance.execution;
    case 'answer':
    case 'timer': {
      const { execution, task } = message;
      if (execution !== instance.execution || !replay.scheduled.has(task)) return true;
      if (replay.answered.has(task) || answered.has(task)) return true;
      answered.add(task);
      return false;
    }
    default:
      return false;
  }
}

function toEvent(message: Message, now: number): HistoryEvent | undefined {
  switch (message.kind) {
    case 'event':
      return newEvent(
        { EventType: EventType.eventRaised, Name: message.name, Input: message.input },
        now,
      );
    case 'reply': {
      const { request: Name, ok, result } = message;
      const Input = JSON.stringify({ result, ...(!ok && { exceptionType: 'Error' }) });
      return newEvent({ EventType: EventType.eventRaised, Name, Input }, now);
    }
    case 'timer': {
      const FireAt = new Date(message.fireAt).toISOString();
      return newEvent({ EventType: EventType.timerFired, TimerId: message.task, FireAt }, now);
    }
    case 'answer':
      return answer(message, now);
    default:
      return undefined;
  }
}

function answer(message: Extract<Message, { kind: 'answer' }>, now: number): HistoryEvent {
  const { source, outcome, task: TaskScheduledId } = message;
  const activity = source === 'activity';
  if (outcome.ok) {
    const type = activity ? EventType.taskCompleted : EventType.subOrchestrationCompleted;
    return newEvent({ EventType: type, TaskScheduledId, Result: outcome.result }, now);
  }
  return newEvent(
    {
      EventType: activity ? EventType.taskFailed : EventType.subOrchestrationFailed,
      TaskScheduledId,
      Reason: outcome.reason,
      Details: outcome.details,
      FailureDetails: outcome.failureDetails ?? null,
    },
    now,
  );
}

function started(instance: Instance, now: number): HistoryEvent {
  const { parent } = instance;
  return newEvent(
    {
      EventType: EventType.executionStarted,
      OrchestrationInstance: { InstanceId: instance.id, ExecutionId: instance.execution },
      ParentInstance: parent && {
        OrchestrationInstance: { InstanceId: parent.instance, ExecutionId: parent.execution },
        TaskScheduleId: parent.task,
      },
      Name: instance.name,
      Version: instance.version,
      // The input travels beside the history; the SDK does not read it here.
      Input: null,
      Tags: null,
    },
    now,
  );
}
