import type { EngineContext } from './context.ts';
import type { TaskOutcome, TaskRef } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Instance } from './stores/instances.ts';

export type NewInstance = {
  id: string;
  name: string;
  version?: string;
  /** JSON text. */
  input: string | null;
  parent?: TaskRef;
};

/** Writes a new instance over whatever finished instance had its id. Runs inside a unit. */
export function createInstance(
  { stores, newId, defaultVersion }: EngineContext,
  outbox: Outbox,
  { id, name, version = defaultVersion, input, parent }: NewInstance,
  now: number,
): void {
  removeInstance(stores, id);
  stores.instances.put({
    id,
    name,
    version,
    execution: newId(),
    status: 'Pending',
    input,
    output: null,
    custom: null,
    parent: parent ?? null,
    created: now,
    updated: now,
    completed: null,
  });
  outbox.send(id, { kind: 'start' });
}

export type Ending =
  | { status: 'Completed'; output: string | null }
  | { status: 'Failed'; message: string }
  | { status: 'Terminated'; reason: string | null };

/** Ends an instance, drops what it still waits for, and answers its parent. Runs inside a unit. */
export function finishInstance(
  { stores }: EngineContext,
  outbox: Outbox,
  instance: Instance,
  ending: Ending,
  now: number,
): void {
  stores.instances.put({
    ...instance,
    status: ending.status,
    output: outputOf(instance, ending),
    updated: now,
    completed: now,
  });
  stores.inbox.deleteAll(instance.id);
  if (ending.status === 'Terminated') stores.tasks.deleteOf(instance.id);
  if (!instance.parent) return;
  const { instance: parent, execution, task } = instance.parent;
  const outcome = outcomeForParent(instance, ending);
  outbox.send(parent, { kind: 'answer', source: 'orchestration', execution, task, outcome });
}

/** Deletes everything about an instance. Runs inside a unit. */
export function removeInstance(stores: EngineContext['stores'], id: string): void {
  stores.instances.delete(id);
  stores.inbox.deleteAll(id);
  stores.tasks.deleteOf(id);
}

function outputOf(instance: Instance, ending: Ending): string | null {
  switch (ending.status) {
    case 'Completed':
      return ending.output;
    case 'Failed':
      return JSON.stringify(failureReason(instance, ending.message));
    case 'Terminated':
      return JSON.stringify(ending.reason);
  }
}

function outcomeForParent(instance: Instance, ending: Ending): TaskOutcome {
  if (ending.status === 'Completed') return { ok: true, result: ending.output ?? 'null' };
  const message =
    ending.status === 'Failed'
      ? ending.message
      : `The orchestration was terminated: ${ending.reason ?? ''}`;
  return { ok: false, reason: failureReason(instance, message), details: message };
}

function failureReason(instance: Instance, message: string): string {
  return `Orchestrator function '${instance.name}' failed: ${message}`;
}
