import { Alarm } from './alarm.ts';
import type { EngineContext } from './context.ts';
import { isEntityTarget } from './entity-id.ts';
import { Lane } from './lane.ts';
import type { Wakes } from './outbox.ts';

/** The work itself; each call is one turn and rejects when it has not happened. */
export type Turns = {
  orchestration: (id: string, attempt: number) => Promise<void>;
  entity: (target: string, attempt: number) => Promise<void>;
  activity: (task: number) => Promise<void>;
};

/** Turns since the process started, and what is at work now. */
export type DurableCounts = {
  orchestrationTurns: number;
  entityBatches: number;
  activities: number;
  failures: number;
  running: number;
  ready: number;
};

/** Decides what runs when: three lanes with their own limits, and one alarm for all timers. */
export class Dispatcher {
  readonly #context: EngineContext;
  readonly #orchestrations: Lane<string>;
  readonly #entities: Lane<string>;
  readonly #activities: Lane<number>;
  readonly #alarm: Alarm;
  readonly #idle = new Set<() => void>();
  #failures = 0;
  #stopped = false;

  constructor(context: EngineContext, turns: Turns) {
    const { limits } = context;
    this.#context = context;
    this.#orchestrations = this.#lane(limits.maxConcurrentOrchestrators, turns.orchestration);
    this.#entities = this.#lane(limits.maxConcurrentEntities, turns.entity);
    this.#activities = this.#lane(limits.maxConcurrentActivities, turns.activity);
    this.#alarm = new Alarm(context.clock, () => this.tick());
  }

  /** Takes up whatever an earlier process has left. */
  start(): void {
    const { inbox, tasks } = this.#context.stores;
    this.wake({ targets: new Set(inbox.dueTargets(this.#context.clock())), tasks: tasks.all() });
    this.tick();
  }

  /** Starts nothing more and resolves when what is under way has ended. */
  stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm.clear();
    for (const lane of this.#lanes()) lane.stop();
    return this.drained();
  }

  wake({ targets, timers, tasks }: Partial<Wakes>): void {
    // What comes late is in the tables, and the next start takes it up.
    if (this.#stopped) return;
    for (const target of targets ?? []) {
      if (isEntityTarget(target)) this.#entities.add(target);
      else this.#orchestrations.add(target);
    }
    for (const at of timers ?? []) this.#alarm.set(at);
    for (const task of tasks ?? []) this.#activities.add(task);
  }

  /** Looks at the clock anew and starts what has become due. */
  tick(): void {
    const { inbox } = this.#context.stores;
    const now = this.#context.clock();
    this.wake({ targets: new Set(inbox.dueTimers(now)) });
    const next = inbox.nextTimer(now);
    if (next !== undefined) this.#alarm.set(next);
  }

  /** Resolves as soon as nothing is ready or running. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.add(resolve);
      this.#settleIdle();
    });
  }

  counts(): DurableCounts {
    const lanes = this.#lanes();
    return {
      orchestrationTurns: this.#orchestrations.turns,
      entityBatches: this.#entities.turns,
      activities: this.#activities.turns,
      failures: this.#failures,
      running: lanes.reduce((sum, lane) => sum + lane.running, 0),
      ready: lanes.reduce((sum, lane) => sum + lane.ready, 0),
    };
  }

  #lane<Key extends string | number>(
    limit: number,
    run: (key: Key, attempt: number) => Promise<void>,
  ): Lane<Key> {
    const { limits, log } = this.#context;
    return new Lane<Key>({
      limit,
      run,
      firstBackoffMs: limits.firstBackoffMs,
      maxBackoffMs: limits.maxBackoffMs,
      onFailure: (key, error, attempt, backoffMs) => {
        this.#failures += 1;
        log('warn', 'durable.turn-failed', String(error), { key, attempt, backoffMs });
      },
      onDrained: () => this.#settleIdle(),
    });
  }

  #lanes(): Array<Lane<string> | Lane<number>> {
    return [this.#orchestrations, this.#entities, this.#activities];
  }

  #settleIdle(): void {
    if (this.#idle.size === 0 || !this.#lanes().every((lane) => lane.drained)) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }
}
