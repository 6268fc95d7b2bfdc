import type { Message, TaskRef } from './messages.ts';
import type { Stores } from './stores/stores.ts';

/** Who must be told once a unit is committed. */
export type Wakes = {
  targets: ReadonlySet<string>;
  /** Due times (epoch milliseconds) of new timers. */
  timers: readonly number[];
  /** Numbers of newly queued activities. */
  tasks: readonly number[];
};

/**
 * What one unit sends. Rows are written at once, inside the unit; nobody is woken before the
 * commit, so that no turn ever acts on something a crash could still take back.
 */
export class Outbox implements Wakes {
  readonly targets = new Set<string>();
  readonly timers: number[] = [];
  readonly tasks: number[] = [];
  readonly #stores: Stores;
  readonly #now: number;

  constructor(stores: Stores, now: number) {
    this.#stores = stores;
    this.#now = now;
  }

  send(target: string, message: Message): void {
    this.#stores.inbox.send(target, message, this.#now);
    this.targets.add(target);
  }

  timer({ instance, execution, task }: TaskRef, fireAt: number): void {
    this.#stores.inbox.send(instance, { kind: 'timer', execution, task, fireAt }, fireAt);
    this.timers.push(fireAt);
  }

  activity(ref: TaskRef, name: string, input: string | null): void {
    this.tasks.push(this.#stores.tasks.add(ref, name, input));
  }
}
