import { missingFunction } from './app-functions.ts';
import type { EngineContext } from './context.ts';
import type { TaskOutcome } from './messages.ts';
import { Outbox } from './outbox.ts';
import { activityFailure, runActivity } from './protocol-v1/activity.ts';
import { isFinished } from './stores/instances.ts';
import type { QueuedTask } from './stores/tasks.ts';

/** Runs queued activities: at least once, because a crash between effect and commit repeats them. */
export class ActivityRunner {
  readonly #context: EngineContext;
  readonly #clientInput: string;

  /** @param clientInput what bindings of type `durableClient` receive */
  constructor(context: EngineContext, clientInput: string) {
    this.#context = context;
    this.#clientInput = clientInput;
  }

  /** Runs the activity once and delivers its outcome. Rejects when that could not be committed. */
  async run(seq: number): Promise<void> {
    const { stores, clock, unkindness, wake } = this.#context;
    const task = stores.tasks.get(seq);
    if (!task) return;
    const repeat = unkindness.repeatActivity(task.name);
    // The repetitions of a strict host: whatever they come to, one outcome counts.
    if (repeat === 'again') await this.#outcome(task);
    const runs = Array.from({ length: repeat === 'at once' ? 2 : 1 }, () => this.#outcome(task));
    const outcome = await Promise.race(runs);
    const outbox = new Outbox(stores, clock());
    await stores.write(() => {
      if (!stores.tasks.delete(seq)) return;
      const { instance: id, execution, task: number } = task;
      const instance = stores.instances.get(id);
      if (!instance || isFinished(instance.status) || instance.execution !== execution) return;
      outbox.send(id, { kind: 'answer', source: 'activity', execution, task: number, outcome });
    });
    wake(outbox);
    await Promise.all(runs);
    if (repeat === 'afterwards') await this.#outcome(task);
  }

  async #outcome({ name, instance, input }: QueuedTask): Promise<TaskOutcome> {
    const { functions, worker } = this.#context;
    const registered = functions.activity(name);
    if (!registered) return activityFailure(name, new Error(missingFunction(name, 'activity')));
    const clients = Object.entries(registered.bindings).filter(
      ([, binding]) => binding.type === 'durableClient',
    );
    return runActivity(worker, {
      functionName: registered.name,
      instance,
      input,
      extraInputs: Object.fromEntries(clients.map(([key]) => [key, this.#clientInput])),
    });
  }
}
