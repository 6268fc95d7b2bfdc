import type { FailureDetails } from './history.ts';

/** Identifies the scheduled work of one execution of an orchestration. */
export type TaskRef = { instance: string; execution: string; task: number };

/** How an activity or a sub-orchestration ended; `result` is a JSON text. */
export type TaskOutcome =
  | { ok: true; result: string }
  | { ok: false; reason: string; details: string; failureDetails?: FailureDetails };

/** An operation sent to an entity. `input` is a JSON text. */
export type Operation = {
  request: string;
  name: string;
  input: string | null;
  /** Who waits for the answer; absent for a signal. */
  caller?: { instance: string; execution: string };
  /** Sent by a client, so Azure would promise neither order nor exactly one delivery. */
  fromClient?: boolean;
};

/** What the inbox of an orchestration or an entity holds. */
export type Message =
  | { kind: 'start' }
  | { kind: 'event'; name: string; input: string | null }
  | {
      kind: 'answer';
      source: 'activity' | 'orchestration';
      execution: string;
      task: number;
      outcome: TaskOutcome;
    }
  | { kind: 'timer'; execution: string; task: number; fireAt: number }
  | {
      kind: 'reply';
      execution: string;
      request: string;
      ok: boolean;
      result: string | null;
    }
  | { kind: 'suspend' | 'resume' | 'terminate'; reason: string | null }
  | { kind: 'operation'; operation: Operation };

/** A stored message; `at` (epoch milliseconds) is when it arrived, or when a timer is due. */
export type Delivery = { seq: number; at: number; message: Message };

/**
 * The order in which messages take effect: arrival order, with each timer at its due time. After
 * a downtime an event that came before a deadline thus still wins against the deadline's timer.
 */
export function inOrder(deliveries: readonly Delivery[]): Delivery[] {
  const timers = deliveries.filter(isTimer).sort((a, b) => a.at - b.at || a.seq - b.seq);
  if (timers.length === 0) return [...deliveries];
  const ordered: Delivery[] = [];
  for (const delivery of deliveries) {
    if (isTimer(delivery)) continue;
    while (timers[0] && timers[0].at < delivery.at) ordered.push(timers.shift() as Delivery);
    ordered.push(delivery);
  }
  return [...ordered, ...timers];
}

function isTimer(delivery: Delivery): boolean {
  return delivery.message.kind === 'timer';
}
