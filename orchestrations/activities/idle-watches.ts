import type { DurableClient } from 'durable-functions';
import { services } from '../../adapters/services.ts';
import { isAtWork, startOnce } from '../../adapters/start-once.ts';
import { idleKey, type IdleSince } from '../../core/idle-since.ts';

/** A sandbox that has nothing to do. */
export type Idle = { sessionId: string; sandboxId: string } & IdleSince;

/** Named by what the sandbox idles since: however often it is started, it is one watch. */
const watchOf = (idle: Idle): string => `${idle.sessionId}.idle-${idleKey(idle)}`;

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
