import { missingFunction } from './app-functions.ts';
import type { EngineContext } from './context.ts';
import { type EntityId, entityTarget } from './entity-id.ts';
import { createInstance, removeInstance } from './lifecycle.ts';
import type { Message } from './messages.ts';
import { Outbox } from './outbox.ts';
import { type Instance, isFinished } from './stores/instances.ts';
import type { InstanceFilter } from './stores/instance-list.ts';

export type Start = { name: string; id?: string; version?: string; input: string | null };
export type Refused = {
  ok: false;
  code: 'unknown-function' | 'invalid-id' | 'conflict';
  message: string;
};
/** What became of a message to an instance. */
export type Sent = 'accepted' | 'finished' | 'unknown';
export type ClientMessage = Extract<
  Message,
  { kind: 'event' | 'suspend' | 'resume' | 'terminate' }
>;

const MAX_ID_LENGTH = 256;
const PURGE_BATCH = 100;

/** What clients may ask of the engine. Each change is committed when its promise resolves. */
export class ClientOperations {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** Starts an orchestration. The id of a running instance is a conflict, that of a finished one is used anew. */
  async start({
    id = this.#context.newId(),
    ...start
  }: Start): Promise<{ ok: true; id: string } | Refused> {
    const { stores, functions, clock, wake } = this.#context;
    if (!functions.orchestrator(start.name)) {
      const message = missingFunction(start.name, 'orchestrator');
      return { ok: false, code: 'unknown-function', message };
    }
    if (!isValidId(id)) {
      return { ok: false, code: 'invalid-id', message: `'${id}' is not a valid instance id.` };
    }
    const now = clock();
    const outbox = new Outbox(stores, now);
    const running = await stores.write(() => {
      const existing = stores.instances.get(id);
      if (existing && !isFinished(existing.status)) return existing;
      createInstance(this.#context, outbox, { id, ...start }, now);
      return undefined;
    });
    if (running) {
      const message = `An Orchestration instance with the status ${running.status} already exists.`;
      return { ok: false, code: 'conflict', message };
    }
    wake(outbox);
    return { ok: true, id };
  }

  /** Delivers an event or a control message to an instance. */
  async send(id: string, message: ClientMessage): Promise<Sent> {
    const { stores, clock, wake } = this.#context;
    const outbox = new Outbox(stores, clock());
    const sent = await stores.write<Sent>(() => {
      const instance = stores.instances.get(id);
      if (!instance) return 'unknown';
      if (isFinished(instance.status)) return 'finished';
      outbox.send(id, message);
      return 'accepted';
    });
    wake(outbox);
    return sent;
  }

  /** Sends an operation to an entity without waiting for it. */
  async signal(id: EntityId, name: string, input: string | null): Promise<{ ok: true } | Refused> {
    const { stores, functions, clock, newId, unkindness, wake } = this.#context;
    if (!functions.entity(id.name)) {
      const message = missingFunction(id.name, 'entity');
      return { ok: false, code: 'unknown-function', message };
    }
    const outbox = new Outbox(stores, clock());
    const operation = { request: newId(), name, input, fromClient: true };
    await stores.write(() => {
      for (let left = unkindness.signalDeliveries(); left > 0; left -= 1) {
        outbox.send(entityTarget(id), { kind: 'operation', operation });
      }
    });
    wake(outbox);
    return { ok: true };
  }

  /** The state of an entity as JSON text, or null. */
  entityState(id: EntityId): string | null {
    return this.#context.stores.entities.get(entityTarget(id));
  }

  instance(id: string): Instance | undefined {
    return this.#context.stores.instances.get(id);
  }

  /** A page of instances after the id `after`; `next` is where the following page begins. */
  list(filter: InstanceFilter, after: string, limit: number): { items: Instance[]; next?: string } {
    const items = this.#context.stores.list.page(filter, after, limit + 1);
    if (items.length <= limit) return { items };
    items.pop();
    const last = items.at(-1);
    return { items, ...(last && { next: last.id }) };
  }

  /** Deletes a finished instance; a running one stays. */
  purge(id: string): Promise<'purged' | 'running' | 'unknown'> {
    const { stores } = this.#context;
    return stores.write(() => {
      const instance = stores.instances.get(id);
      if (!instance) return 'unknown';
      if (!isFinished(instance.status)) return 'running';
      removeInstance(stores, id);
      return 'purged';
    });
  }

  /** Deletes all finished instances that match and resolves with their number. */
  async purgeBy(filter: InstanceFilter): Promise<number> {
    const { stores } = this.#context;
    let total = 0;
    let removed = PURGE_BATCH;
    while (removed === PURGE_BATCH) {
      removed = await stores.write(() => {
        const instances = stores.list.finishedPage(filter, '', PURGE_BATCH);
        for (const { id } of instances) removeInstance(stores, id);
        return instances.length;
      });
      total += removed;
    }
    return total;
  }
}

/** Azure's rule: no `@` in front (those are entities), and nothing that a URL or a key cannot hold. */
function isValidId(id: string): boolean {
  return id.length > 0 && id.length <= MAX_ID_LENGTH && !/^@|[/\\#?\p{Cc}]/u.test(id);
}
