import type { RegisteredFunction, Worker } from '../functions/worker.ts';

type FunctionsByName = ReadonlyMap<string, RegisteredFunction>;

/** The app's durable functions. Azure does not mind the case of their names, so look-ups do not. */
export class AppFunctions {
  readonly #orchestrators: FunctionsByName;
  readonly #entities: FunctionsByName;
  readonly #activities: FunctionsByName;

  constructor(worker: Worker) {
    this.#orchestrators = triggeredBy(worker, 'orchestrationtrigger');
    this.#entities = triggeredBy(worker, 'entitytrigger');
    this.#activities = triggeredBy(worker, 'activitytrigger');
  }

  orchestrator(name: string): RegisteredFunction | undefined {
    return this.#orchestrators.get(name.toLowerCase());
  }

  entity(name: string): RegisteredFunction | undefined {
    return this.#entities.get(name.toLowerCase());
  }

  activity(name: string): RegisteredFunction | undefined {
    return this.#activities.get(name.toLowerCase());
  }
}

/** What a caller of a function that is not there reads. */
export function missingFunction(
  name: string,
  kind: 'orchestrator' | 'entity' | 'activity',
): string {
  return `The function '${name}' doesn't exist, is disabled, or is not an ${kind} function.`;
}

function triggeredBy(worker: Worker, type: string): FunctionsByName {
  const found = [...worker.functions.values()].filter(
    (registered) => registered.trigger.type.toLowerCase() === type,
  );
  return new Map(found.map((registered) => [registered.name.toLowerCase(), registered]));
}
