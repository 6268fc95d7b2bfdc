import type { Instance } from '../stores/instances.ts';

/**
 * An instance as the SDK's `DurableOrchestrationStatus` wants it. `input` and `output` are null
 * rather than missing, or the SDK rejects the answer. The history is never included: the SDK
 * 3.x has no field in which to receive it.
 */
export function statusView(instance: Instance, query: URLSearchParams): Record<string, unknown> {
  const showInput = query.get('showInput') !== 'false';
  return {
    name: instance.name,
    instanceId: instance.id,
    runtimeStatus: instance.status,
    input: showInput ? value(instance.input) : null,
    customStatus: value(instance.custom),
    output: value(instance.output),
    createdTime: new Date(instance.created).toISOString(),
    lastUpdatedTime: new Date(instance.updated).toISOString(),
  };
}

function value(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}
