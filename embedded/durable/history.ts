/** Event numbers of the durable task framework. */
export const EventType = {
  executionStarted: 0,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  subOrchestrationCreated: 7,
  subOrchestrationCompleted: 8,
  subOrchestrationFailed: 9,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  eventSent: 14,
  eventRaised: 15,
} as const;

/** The framework's structured error, present when the app registered an exception properties provider. */
export type FailureDetails = {
  ErrorType: string;
  ErrorMessage: string;
  StackTrace: string | null;
  IsNonRetriable: boolean;
  Properties: Record<string, unknown> | null;
  InnerFailure: null;
};

type Failed = {
  TaskScheduledId: number;
  Reason: string;
  Details: string;
  FailureDetails: FailureDetails | null;
};

export type ParentInstance = {
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  TaskScheduleId: number;
};

/** What one event says. `Result` and `Input` are JSON texts; times are ISO 8601. */
export type EventBody =
  | { EventType: typeof EventType.orchestratorStarted }
  | {
      EventType: typeof EventType.executionStarted;
      OrchestrationInstance: { InstanceId: string; ExecutionId: string };
      ParentInstance: ParentInstance | null;
      Name: string;
      Version: string;
      Input: string | null;
      Tags: null;
    }
  | { EventType: typeof EventType.taskScheduled; Name: string; Version: string; Input: null }
  | { EventType: typeof EventType.taskCompleted; TaskScheduledId: number; Result: string }
  | ({ EventType: typeof EventType.taskFailed } & Failed)
  | {
      EventType: typeof EventType.subOrchestrationCreated;
      Name: string;
      Version: string;
      InstanceId: string;
      Input: null;
    }
  | {
      EventType: typeof EventType.subOrchestrationCompleted;
      TaskScheduledId: number;
      Result: string;
    }
  | ({ EventType: typeof EventType.subOrchestrationFailed } & Failed)
  | { EventType: typeof EventType.timerCreated; FireAt: string }
  | { EventType: typeof EventType.timerFired; TimerId: number; FireAt: string }
  | { EventType: typeof EventType.eventSent; InstanceId: string; Name: string; Input: string }
  | { EventType: typeof EventType.eventRaised; Name: string; Input: string | null };

/**
 * One history event as the durable-functions SDK reads it.
 * `EventId` is the id of what was scheduled, or -1. The SDK turns `Timestamp` into a Date in place.
 */
export type HistoryEvent = EventBody & {
  EventId: number;
  IsPlayed: boolean;
  Timestamp: string | Date;
};

/** A new event of a turn that takes place at `now` (epoch milliseconds). */
export function newEvent(body: EventBody, now: number, eventId = -1): HistoryEvent {
  const envelope = { EventId: eventId, IsPlayed: false, Timestamp: new Date(now).toISOString() };
  return Object.assign(envelope, body);
}

/** The id of the scheduled work that this event answers, if it answers any. */
export function answeredId(event: HistoryEvent): number | undefined {
  switch (event.EventType) {
    case EventType.taskCompleted:
    case EventType.taskFailed:
    case EventType.subOrchestrationCompleted:
    case EventType.subOrchestrationFailed:
      return event.TaskScheduledId;
    case EventType.timerFired:
      return event.TimerId;
    default:
      return undefined;
  }
}
