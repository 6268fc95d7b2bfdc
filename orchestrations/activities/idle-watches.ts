import type { DurableClient } from 'durable-functions';
import { services } from '../../adapters/services.ts';
import { isAtWork, startOnce } from '../../adapters/start-once.ts';

/** A sandbox that has nothing to do since the end of a run. */
export type Idle = { sessionId: string; sandboxId: string; afterRunId: string };

/** Named by what the sandbox idles since: however often it is started, it is one watch. */
const watchOf = ({ sessionId, afterRunId }: Idle): string => `${sessionId}.idle-${afterRunId}`;

/** Starts the watch that parks the sandbox when it has idled for long enough. */
export async function startIdleWatch(client: DurableClient, idle: Idle): Promise<string> {
  const { idleMs } = services().settings;
  const instanceId = watchOf(idle);
  await startOnce(client, 'idle-watch', instanceId, { ...idle, idleMs });
  return instanceId;
}

export function isWatched(client: DurableClient, idle: Idle): Promise<boolean> {
  return isAtWork(client, watchOf(idle));
}
