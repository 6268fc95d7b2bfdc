import type { DurableClient } from 'durable-functions';
import { isUnknownInstance } from './start-once.ts';

/**
 * Raises an event to an orchestration. One that is over or not there needs it no more: what must
 * not be lost is kept elsewhere and looked at by whoever carries on.
 */
export async function raise(
  client: DurableClient,
  instanceId: string,
  name: string,
  value: unknown,
): Promise<void> {
  try {
    await client.raiseEvent(instanceId, name, value);
  } catch (error) {
    if (!isUnknownInstance(error)) throw error;
  }
}
