import { EventType, type HistoryEvent } from './history.ts';
import type { Intent } from './protocol.ts';

/**
 * Compares what an orchestrator asks for now with what its history says it asked for before.
 * Code that has changed under a running instance, or that depends on clock, chance or I/O,
 * gives itself away here instead of waiting for ever for an answer to the wrong question.
 * Inputs are not compared: histories do not hold those of activities.
 *
 * @returns the first difference in words, or undefined.
 */
export function findNonDeterminism(
  intents: readonly Intent[],
  scheduled: ReadonlyMap<number, HistoryEvent>,
): string | undefined {
  for (const [id, event] of scheduled) {
    const before = describeEvent(event);
    const intent = intents[id];
    const now = intent ? describeIntent(intent) : 'nothing';
    if (before !== now) {
      return `Non-Deterministic workflow detected: task ${id} was ${before} and is now ${now}.`;
    }
  }
  return undefined;
}

function describeEvent(event: HistoryEvent): string {
  switch (event.EventType) {
    case EventType.taskScheduled:
      return `activity '${event.Name}'`;
    case EventType.subOrchestrationCreated:
      return `sub-orchestration '${event.Name}'`;
    case EventType.timerCreated:
      return 'a timer';
    case EventType.eventSent:
      return describeOperation((JSON.parse(event.Input) as { op: string }).op, event.InstanceId);
    default:
      return `event ${event.EventType}`;
  }
}

/** What an orchestrator asks for, in words. */
export function describeIntent(intent: Intent): string {
  switch (intent.kind) {
    case 'activity':
      return `activity '${intent.name}'`;
    case 'orchestration':
      return `sub-orchestration '${intent.name}'`;
    case 'timer':
      return 'a timer';
    case 'call':
    case 'signal':
      return describeOperation(intent.operation, intent.target);
  }
}

function describeOperation(operation: string, entity: string): string {
  return `'${operation}' of entity '${entity}'`;
}
