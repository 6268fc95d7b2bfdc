import { EventType, type HistoryEvent } from '../history.ts';
import type { Intent } from '../protocol.ts';
import { type Action, ActionType, type RetryOptions } from './actions.ts';
import {
  entityIntent,
  jsonText,
  retryDelay,
  taskIntent,
  type TaskAction,
  type Unnumbered,
} from './intents.ts';

/** A task of the orchestrator as the SDK tracks it: open, then done; compound tasks have a parent. */
type Task = { done: boolean; failed: boolean; childEnded?: (child: Task) => void; parent?: Task };

type Settle = (ok: boolean) => void;
type RaisedEvent = { name: string; input: string | null };

export type Plan = {
  intents: Intent[];
  continueAsNew?: { input: string | null };
  unawaited: RaisedEvent[];
};

/** A capability of the SDK that this host does not offer; the instance fails with this message. */
export class UnsupportedAction extends Error {}

/**
 * Gives every action its id. The wire format leaves ids out: both sides count. So this repeats
 * the SDK's bookkeeping (`TaskOrchestrationExecutor`): an id is taken when a task is yielded
 * (children of a compound depth first), when an entity is signalled, and, for a retry, when the
 * failure or the retry timer is processed. Waiting for an external event takes none.
 *
 * As on Azure, one timer, activity or call must not be part of two compound tasks: it would be
 * counted twice here and once in the SDK. (A task yielded alone again is fine.)
 */
export function plan(actions: readonly Action[], history: readonly HistoryEvent[]): Plan {
  const planner = new Planner(actions);
  for (const event of history) planner.process(event);
  return planner.result();
}

class Planner {
  readonly #actions: readonly Action[];
  readonly #intents: Intent[] = [];
  readonly #waiting = new Map<number | string, Settle[]>();
  readonly #early = new Map<number | string, Array<{ ok: boolean; event?: RaisedEvent }>>();
  #cursor = 0;
  #current: Task | undefined;
  #started = false;
  #now = 0;
  #continueAsNew: { input: string | null } | undefined;

  constructor(actions: readonly Action[]) {
    this.#actions = actions;
  }

  process(event: HistoryEvent): void {
    switch (event.EventType) {
      case EventType.orchestratorStarted:
        this.#now = Math.max(this.#now, new Date(event.Timestamp).getTime());
        return;
      case EventType.executionStarted:
        this.#started = true;
        return this.#advance();
      case EventType.eventSent:
        return this.#rekeyCall(event.EventId, event.Input);
      case EventType.taskCompleted:
      case EventType.subOrchestrationCompleted:
        return this.#settle(event.TaskScheduledId, true);
      case EventType.taskFailed:
      case EventType.subOrchestrationFailed:
        return this.#settle(event.TaskScheduledId, false);
      case EventType.timerFired:
        return this.#settle(event.TimerId, true);
      case EventType.eventRaised:
        return this.#settle(event.Name, true, { name: event.Name, input: event.Input });
      default:
    }
  }

  result(): Plan {
    const unawaited = [...this.#early.values()].flat().flatMap(({ event }) => event ?? []);
    return {
      intents: this.#intents,
      unawaited,
      ...(this.#continueAsNew && { continueAsNew: this.#continueAsNew }),
    };
  }

  /** Starts further actions as long as the one the orchestrator waits for is done. */
  #advance(): void {
    while (this.#started && (this.#current?.done ?? true)) {
      const action = this.#actions[this.#cursor++];
      if (!action) return;
      this.#current = this.#start(action);
    }
  }

  #start(action: Action, parent?: Task): Task {
    const task: Task = { done: false, failed: false, ...(parent && { parent }) };
    switch (action.actionType) {
      case ActionType.callActivity:
      case ActionType.callSubOrchestrator:
        this.#await(this.#intend(taskIntent(action)), task);
        break;
      case ActionType.callActivityWithRetry:
      case ActionType.callSubOrchestratorWithRetry:
        this.#attempt(action, action.retryOptions, 1, task);
        break;
      case ActionType.createTimer: {
        const { fireAt, isCanceled: cancelled } = action;
        this.#await(this.#intend({ kind: 'timer', fireAt, cancelled }), task);
        break;
      }
      case ActionType.waitForExternalEvent:
        this.#await(action.externalEventName, task);
        break;
      case ActionType.callEntity:
        this.#await(this.#intend(entityIntent('call', action)), task);
        break;
      case ActionType.signalEntity:
        this.#intend(entityIntent('signal', action));
        task.done = true;
        break;
      case ActionType.continueAsNew:
        this.#continueAsNew = { input: jsonText(action.input) };
        break;
      case ActionType.whenAny:
      case ActionType.whenAll:
        this.#startCompound(action.actionType, action.compoundActions, task);
        break;
      case ActionType.callHttp:
        throw new UnsupportedAction('callHttp is not supported by this host: call an activity.');
      case ActionType.lockEntities:
      case ActionType.releaseEntities:
        throw new UnsupportedAction('Critical sections (df.lock) are not supported by this host.');
    }
    return task;
  }

  #startCompound(
    type: typeof ActionType.whenAny | typeof ActionType.whenAll,
    actions: readonly Action[],
    task: Task,
  ): void {
    let open = actions.length;
    task.childEnded = (child) => {
      open -= 1;
      if (type === ActionType.whenAny) this.#end(task, true);
      else if (child.failed) this.#end(task, false);
      else if (open === 0) this.#end(task, true);
    };
    for (const action of actions) this.#start(action, task);
  }

  #attempt(action: TaskAction, retry: RetryOptions, attempt: number, task: Task): void {
    this.#whenSettled(this.#intend(taskIntent(action)), (ok) => {
      if (ok) return this.#end(task, true);
      // The SDK waits for one more timer even after the last attempt has failed.
      const last = attempt >= retry.maxNumberOfAttempts;
      const fireAt = this.#now + (last ? 0 : retryDelay(retry, attempt));
      this.#whenSettled(this.#intend({ kind: 'timer', fireAt, cancelled: false }), () => {
        if (last) this.#end(task, false);
        else this.#attempt(action, retry, attempt + 1, task);
      });
    });
  }

  #intend(intent: Unnumbered<Intent>): number {
    const id = this.#intents.length;
    this.#intents.push(Object.assign({ id }, intent));
    return id;
  }

  #await(key: number | string, task: Task): void {
    this.#whenSettled(key, (ok) => this.#end(task, ok));
  }

  #whenSettled(key: number | string, settle: Settle): void {
    const early = this.#early.get(key)?.shift();
    if (early) return settle(early.ok);
    const waiting = this.#waiting.get(key);
    if (waiting) waiting.push(settle);
    else this.#waiting.set(key, [settle]);
  }

  #settle(key: number | string, ok: boolean, event?: RaisedEvent): void {
    // Of several waits for one event name the newest gets it: the SDK pops its list.
    const settle = this.#waiting.get(key)?.pop();
    if (settle) {
      settle(ok);
      return this.#advance();
    }
    const early = { ok, ...(event && { event }) };
    const earlier = this.#early.get(key);
    if (earlier) earlier.push(early);
    else this.#early.set(key, [early]);
  }

  #end(task: Task, ok: boolean): void {
    if (task.done) return;
    task.done = true;
    task.failed = !ok;
    task.parent?.childEnded?.(task);
  }

  /** Once a call is sent, its answer is known by the request's id instead of the task's. */
  #rekeyCall(id: number, sent: string): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    const { id: request } = JSON.parse(sent) as { id: string };
    this.#waiting.set(request, waiting);
  }
}
