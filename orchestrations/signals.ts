import * as df from 'durable-functions';
import { after } from './after.ts';
import type { Steps } from './ask.ts';
import type { TaskOf } from './define-activity.ts';

/**
 * Names of the external events that a run waits for. Each is raised for one thing alone, so an
 * event of a former sandbox is never taken for one of the present.
 */
export const signalNames = {
  stop: 'stop',
  /** The supervisor is ready, or says why it cannot be: `{failure?}`. */
  boot: (sandboxId: string) => `boot-${sandboxId}`,
  /** A turn is over: `TurnEnded`. */
  turn: (runId: string, sandboxId: string) => `turn-${runId}-${sandboxId}`,
  lost: (sandboxId: string) => `lost-${sandboxId}`,
  /** The sandbox is about to be parked under a run that waits for an answer. */
  rest: (sandboxId: string) => `rest-${sandboxId}`,
  /** What the run waits for that rested in this sandbox has been said. */
  woken: (sandboxId: string) => `woken-${sandboxId}`,
};

/**
 * An external event that may be waited for several times and may come several times. Every wait is
 * a new task: the SDK gives an event to the newest open wait of its name and forbids to complete
 * one twice. An event that an older wait has taken counts as raised all the same.
 */
export class Signal<T = unknown> {
  readonly #context: df.OrchestrationContext;
  readonly #name: string;
  readonly #waits: df.Task[] = [];

  constructor(context: df.OrchestrationContext, name: string) {
    this.#context = context;
    this.#name = name;
  }

  wait(): df.Task {
    const wait = this.#context.df.waitForExternalEvent(this.#name);
    this.#waits.push(wait);
    return wait;
  }

  get raised(): boolean {
    return this.#waits.some((wait) => wait.isCompleted);
  }

  /** What came with the event. */
  get value(): T {
    return this.#waits.find((wait) => wait.isCompleted)?.result as T;
  }
}

/** Waits until one of the signals has been raised, or `timeoutMs` have passed: then null. */
export function* firstOf<S extends Signal>(
  context: df.OrchestrationContext,
  signals: readonly S[],
  timeoutMs?: number,
): Steps<S | null> {
  const already = signals.find((signal) => signal.raised);
  if (already) return already;
  const deadline = timeoutMs === undefined ? undefined : after(context, timeoutMs);
  const waits = signals.map((signal) => signal.wait());
  yield context.df.Task.any(deadline ? [...waits, deadline] : waits);
  const raised = signals.find((signal) => signal.raised);
  if (raised && deadline && !deadline.isCompleted) deadline.cancel();
  return raised ?? null;
}

/**
 * Begins a task and waits for it unless one of the signals is raised first: then null, and the task goes on
 * unheard. With `graceMs` the task has at least that long, whatever is raised.
 */
export function* unless<T>(
  context: df.OrchestrationContext,
  signals: readonly Signal[],
  begin: () => TaskOf<T>,
  graceMs = 0,
): Steps<{ result: T } | null> {
  const already = signals.some((signal) => signal.raised);
  if (already && graceMs === 0) return null;
  const task = begin();
  const grace = graceMs > 0 ? after(context, graceMs) : undefined;
  const heard = already ? [] : [context.df.Task.any(signals.map((signal) => signal.wait()))];
  const cut = context.df.Task.all([...heard, ...(grace ? [grace] : [])]);
  const first = yield context.df.Task.any([task, cut]);
  if (grace && !grace.isCompleted) grace.cancel();
  if (first === cut) return null;
  if (task.isFaulted) throw task.result;
  return { result: task.result as T };
}
