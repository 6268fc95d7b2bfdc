import type { DurableClient } from 'durable-functions';

const atWork = new Set(['Pending', 'Running', 'Suspended', 'ContinuedAsNew']);

/** Starts an orchestration under its id unless it is at work already; a finished one starts anew. */
export async function startOnce(
  client: DurableClient,
  name: string,
  instanceId: string,
  input: unknown,
): Promise<void> {
  try {
    await client.startNew(name, { instanceId, input });
  } catch (error) {
    // Two arrivals of one message race; whoever came second finds it at work.
    if (!(await isAtWork(client, instanceId))) throw error;
  }
}

/** Throws when that cannot be found out: no answer must never be taken for a no. */
export async function isAtWork(client: DurableClient, instanceId: string): Promise<boolean> {
  try {
    const status = await client.getStatus(instanceId);
    return atWork.has(status.runtimeStatus);
  } catch (error) {
    if (isUnknownInstance(error)) return false;
    throw error;
  }
}

/** The SDK says in words alone that there is no such instance. */
export function isUnknownInstance(error: unknown): boolean {
  return error instanceof Error && /HTTP 404|No instance with ID/.test(error.message);
}
