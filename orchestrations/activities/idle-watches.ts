import type { DurableClient } from 'durable-functions';
import { log } from '../../adapters/log.ts';
import { services } from '../../adapters/services.ts';
import { isAtWork, startOnce } from '../../adapters/start-once.ts';
import { idleKey, type IdleSince } from '../../core/idle-since.ts';
import type { StoredSession } from '../../core/stored-session.ts';

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

/**
 * Starts the watch over what a session holds and does not use when the one that was started has
 * broken off. A sandbox that has died is parked like any other, or is known to have ended then.
 */
export async function watchAgain(
  client: DurableClient,
  { sessionId, sandboxId, idleSince }: StoredSession,
): Promise<void> {
  if (!sandboxId || !idleSince) return;
  const idle = { sessionId, sandboxId, ...idleSince };
  if (await isAtWork(client, watchOf(idle))) return;
  log('warn', 'sweep.watch-restarted', 'Nobody watched this idle sandbox.', {
    sessionId,
    sandboxId,
  });
  await startIdleWatch(client, idle);
}
