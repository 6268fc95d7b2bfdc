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

export async function isAtWork(client: DurableClient, instanceId: string): Promise<boolean> {
  try {
    const status = await client.getStatus(instanceId);
    return atWork.has(status.runtimeStatus);
  } catch {
    return false;
  }
}
