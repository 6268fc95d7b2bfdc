import type { DurableClient } from 'durable-functions';
import { isAtWork } from '../adapters/start-once.ts';

/** Raises an event to an orchestration. One that is over needs it no more. */
export async function raise(
  client: DurableClient,
  instanceId: string,
  name: string,
  value: unknown,
): Promise<void> {
  try {
    await client.raiseEvent(instanceId, name, value);
  } catch (error) {
    if (await isAtWork(client, instanceId)) throw error;
  }
}
