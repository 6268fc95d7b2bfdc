import type { DurableClient } from 'durable-functions';

type Started = { name: string; instanceId: string; input: unknown };
/** An orchestration that is named by nobody is known by what it is. */
type StartOptions = { instanceId?: string; input: unknown };
type Raised = { instanceId: string; name: string };

/** Orchestrations as a durable client shows them, by id; those that are at work are started once. */
export class Instances {
  readonly started: Started[] = [];
  readonly raised: Raised[] = [];
  readonly #atWork = new Set<string>();
  readonly #answer: unknown;
  readonly client = {
    startNew: async (name: string, { instanceId = name, input }: StartOptions) => {
      if (this.#atWork.has(instanceId)) throw new Error('An instance of this id exists.');
      this.begin(instanceId);
      this.started.push({ name, instanceId, input });
      return instanceId;
    },
    getStatus: async (instanceId: string) => {
      if (instanceId === 'command') return { runtimeStatus: 'Completed', output: this.#answer };
      if (!this.#atWork.has(instanceId)) throw new Error(`No instance with ID ${instanceId}`);
      return { runtimeStatus: 'Running' };
    },
    raiseEvent: async (instanceId: string, name: string) => {
      this.raised.push({ instanceId, name });
    },
  } as unknown as DurableClient;

  /** @param answer what every actor answers that is asked something */
  constructor(answer?: unknown) {
    this.#answer = answer;
  }

  begin(instanceId: string): void {
    this.#atWork.add(instanceId);
  }

  /** It ends, breaks off, or is lost. */
  end(instanceId: string): void {
    this.#atWork.delete(instanceId);
  }
}
