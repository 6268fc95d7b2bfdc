import type { DurableClient } from 'durable-functions';
import { services } from '../../adapters/services.ts';
import { isUnknownInstance, startOnce } from '../../adapters/start-once.ts';
import type { Rebuild } from '../../contracts/operation.ts';
import type { RebuildInput } from '../../orchestrations/rebuild.ts';
import { ownerOnly } from './owner-only.ts';
import { serve } from './route.ts';

/** There is one at a time: who asks while it works watches that one. */
const instanceId = 'rebuild';

serve('startRebuild', async ({ person, client }) => {
  ownerOnly(person);
  const progress = { startedAt: services().now(), sessions: 0, removed: 0, failed: 0 };
  const input: RebuildInput = { source: 'history', progress };
  await startOnce(client, 'rebuild', instanceId, input);
  return stateOf(client);
});

serve('readRebuild', ({ person, client }) => {
  ownerOnly(person);
  return stateOf(client);
});

async function stateOf(client: DurableClient): Promise<Rebuild> {
  try {
    const { runtimeStatus, input, customStatus, output } = await client.getStatus(instanceId);
    const isDone = runtimeStatus === 'Completed';
    const hasFailed = runtimeStatus === 'Failed' || runtimeStatus === 'Terminated';
    const state = isDone ? 'done' : hasFailed ? 'failed' : 'running';
    // Both are what the orchestrator tells; before its first turn there is its input alone.
    const told = (isDone ? output : customStatus) ?? (input as RebuildInput).progress;
    return { state, ...(told as RebuildInput['progress']) };
  } catch (error) {
    if (!isUnknownInstance(error)) throw error;
    return { state: 'none', sessions: 0, removed: 0, failed: 0 };
  }
}
