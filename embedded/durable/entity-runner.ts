import { missingFunction } from './app-functions.ts';
import type { EngineContext } from './context.ts';
import { type EntityId, entityTarget, parseEntityTarget } from './entity-id.ts';
import type { Delivery, Operation } from './messages.ts';
import { Outbox } from './outbox.ts';
import type { EntityOutcome } from './protocol.ts';
import { runEntity } from './protocol-v1/entity.ts';

type Request = { delivery: Delivery; operation: Operation };

/** Runs batches of operations on entities; a batch is one unit of one commit. */
export class EntityRunner {
  readonly #context: EngineContext;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** One batch. Rejects, with nothing changed, when the host could not run or commit it. */
  async run(target: string, attempt: number): Promise<void> {
    const { stores, limits, clock, functions, unkindness, wake } = this.#context;
    const now = clock();
    const id = parseEntityTarget(target);
    // After a failure one by one, so that only the operation at fault is ever given up.
    const limit = attempt === 1 ? limits.maxEntityBatch : 1;
    const requests = unkindness.orderOperations(requestsOf(stores.inbox.due(target, now, limit)));
    if (requests.length === 0) return;
    const registered = functions.entity(id.name);
    if (registered) await this.#batch(registered.name, id, requests, now, attempt);
    else await this.#refuse(target, requests, missingFunction(id.name, 'entity'), now);
    if (requests.length === limit) wake({ targets: new Set([target]) });
  }

  async #batch(
    functionName: string,
    id: EntityId,
    requests: Request[],
    now: number,
    attempt: number,
  ): Promise<void> {
    const { stores, worker, limits, unkindness, wake } = this.#context;
    const target = entityTarget(id);
    const batch = {
      id,
      state: stores.entities.get(target),
      operations: requests.map(({ operation: { name, input, caller } }) => ({
        name,
        input,
        signal: caller === undefined,
      })),
    };
    let outcome: EntityOutcome;
    try {
      if (unkindness.repeatBatch(id.name)) await runEntity(worker, functionName, batch);
      outcome = await runEntity(worker, functionName, batch);
    } catch (error) {
      if (attempt < limits.maxTurnAttempts) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      return this.#refuse(target, requests, reason, now);
    }
    const outbox = new Outbox(stores, now);
    await stores.write(() => {
      stores.inbox.consume(requests.map(({ delivery }) => delivery));
      requests.forEach(({ operation }, index) => {
        const result = outcome.results[index];
        if (result) reply(outbox, operation, result.ok, result.result);
      });
      for (const { target: to, operation: name, input } of outcome.signals) {
        const operation = { request: this.#context.newId(), name, input };
        outbox.send(entityTarget(to), { kind: 'operation', operation });
      }
      stores.entities.put(target, outcome.state, now);
    });
    wake(outbox);
  }

  /** Answers callers with an error and sets signals aside, so that those behind get their turn. */
  async #refuse(target: string, requests: Request[], reason: string, now: number): Promise<void> {
    const { stores, log, wake } = this.#context;
    const outbox = new Outbox(stores, now);
    await stores.write(() => {
      for (const { delivery, operation } of requests) {
        if (operation.caller) reply(outbox, operation, false, JSON.stringify(reason));
        else stores.inbox.quarantine(target, delivery.message, reason, now);
      }
      stores.inbox.consume(requests.map(({ delivery }) => delivery));
    });
    log('error', 'durable.operation-given-up', 'An entity could not process its messages.', {
      entity: target,
      operations: requests.length,
    });
    wake(outbox);
  }
}

function requestsOf(deliveries: Delivery[]): Request[] {
  return deliveries.flatMap((delivery) =>
    delivery.message.kind === 'operation'
      ? [{ delivery, operation: delivery.message.operation }]
      : [],
  );
}

function reply(outbox: Outbox, operation: Operation, ok: boolean, result: string | null): void {
  if (!operation.caller) return;
  const { instance, execution } = operation.caller;
  outbox.send(instance, { kind: 'reply', execution, request: operation.request, ok, result });
}
