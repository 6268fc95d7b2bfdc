import type { DurableClient } from 'durable-functions';
import { within } from './azure/within.ts';

const atWork = new Set(['Pending', 'Running', 'Suspended', 'ContinuedAsNew']);

/**
 * How long a start may take, in milliseconds. The handler of the queue has to be done within
 * `sessionIdleTimeout` of host.json: the host lets go of a session that seems idle, and another
 * instance would be given the same prompt meanwhile.
 */
export const startDeadlineMs = 20_000;

/** Nobody has said whether an orchestration was started; it may have been. */
export class StartTimeout extends Error {
  override readonly name = 'StartTimeout';
}

/**
 * Starts an orchestration under its id unless it is at work already; a finished one starts anew.
 *
 * @throws StartTimeout at the deadline
 */
export function startOnce(
  client: DurableClient,
  name: string,
  instanceId: string,
  input: unknown,
): Promise<void> {
  const started = start(client, name, instanceId, input);
  return within(startDeadlineMs, started, (message) => new StartTimeout(`${name}: ${message}`));
}

async function start(
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
