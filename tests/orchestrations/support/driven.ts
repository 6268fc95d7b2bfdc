import type * as df from 'durable-functions';
import type { Steps } from '../../../orchestrations/ask.ts';

/** What an orchestration asks of others: an operation of an entity, or an activity. */
export type Asked = { name: string; input: unknown };
/** An external event. */
export type Raised = { name: string; value?: unknown };

/** A task as orchestrators see it; `settle` does what completes it, if it can be completed now. */
class FakeTask {
  isCompleted = false;
  readonly isFaulted = false;
  result: unknown;
  readonly settle: (task: FakeTask) => void;

  constructor(settle: (task: FakeTask) => void) {
    this.settle = settle;
  }

  complete(result: unknown): void {
    this.isCompleted = true;
    this.result = result;
  }

  cancel(): void {}
}

/**
 * Drives an orchestrator's steps: each thing that it asks is answered at once, and events come in
 * their order, each when nothing else can go on. Timers never fire.
 */
export class Driven {
  readonly asked: Asked[] = [];
  readonly #answer: (asked: Asked) => unknown;
  readonly #coming: Raised[];
  readonly #arrived: Raised[] = [];
  readonly #waits: Array<{ name: string; task: FakeTask }> = [];

  constructor(answer: (asked: Asked) => unknown, events: readonly Raised[]) {
    this.#answer = answer;
    this.#coming = [...events];
  }

  get context(): df.OrchestrationContext {
    const durable = {
      instanceId: 'instance',
      currentUtcDateTime: new Date(0),
      newGuid: () => '0123456789abcdef0123456789abcdef',
      callEntity: (_: unknown, name: string, input: unknown) => this.#call({ name, input }),
      callActivityWithRetry: (name: string, _: unknown, input: unknown) =>
        this.#call({ name, input }),
      waitForExternalEvent: (name: string) => this.#wait(name),
      createTimer: () => new FakeTask(() => {}),
      Task: {
        any: (tasks: readonly FakeTask[]) => this.#any(tasks),
        all: (tasks: readonly FakeTask[]) => this.#all(tasks),
      },
    };
    return { df: durable } as unknown as df.OrchestrationContext;
  }

  run<T>(steps: Steps<T>): T {
    for (let step = steps.next(); ;) {
      if (step.done) return step.value;
      const task = step.value as unknown as FakeTask;
      for (task.settle(task); !task.isCompleted; task.settle(task)) this.#deliver();
      step = steps.next(task.result);
    }
  }

  #call(asked: Asked): FakeTask {
    return new FakeTask((task) => {
      if (task.isCompleted) return;
      this.asked.push(asked);
      task.complete(this.#answer(asked));
    });
  }

  #wait(name: string): FakeTask {
    const task = new FakeTask(() => {});
    const index = this.#arrived.findIndex((event) => event.name === name);
    if (index >= 0) task.complete(this.#arrived.splice(index, 1)[0]?.value);
    else this.#waits.push({ name, task });
    return task;
  }

  #any(tasks: readonly FakeTask[]): FakeTask {
    return new FakeTask((all) => {
      for (const task of tasks) {
        task.settle(task);
        if (task.isCompleted) return all.complete(task);
      }
    });
  }

  #all(tasks: readonly FakeTask[]): FakeTask {
    return new FakeTask((all) => {
      for (const task of tasks) task.settle(task);
      if (tasks.every(({ isCompleted }) => isCompleted))
        all.complete(tasks.map(({ result }) => result));
    });
  }

  #deliver(): void {
    const event = this.#coming.shift();
    if (!event) throw new Error('The orchestration waits, and nothing comes any more.');
    const wait = this.#waits.findLast(({ name, task }) => name === event.name && !task.isCompleted);
    if (wait) wait.task.complete(event.value);
    else this.#arrived.push(event);
  }
}
