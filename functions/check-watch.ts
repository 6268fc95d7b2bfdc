import type { DurableClient } from 'durable-functions';
import { log } from '../adapters/log.ts';
import { services } from '../adapters/services.ts';
import type { StoredSession } from '../core/stored-session.ts';
import { isWatched, startIdleWatch } from '../orchestrations/activities/idle-watches.ts';

/** Starts the watch over a sandbox that idles when the one that was started has broken off. */
export async function checkWatch(client: DurableClient, sandboxId: string): Promise<void> {
  const { documents, sandboxRecords } = services();
  const record = await sandboxRecords.get(sandboxId);
  const session = record && (await documents.get<StoredSession>('sessions', record.sessionId));
  if (session?.body.sandboxId !== sandboxId) return;
  const { sessionId, idleSince } = session.body;
  if (!idleSince) return;
  const idle = { sessionId, sandboxId, ...idleSince };
  if (await isWatched(client, idle)) return;
  log('warn', 'sweep.watch-restarted', 'Nobody watched this idle sandbox.', {
    sessionId,
    sandboxId,
  });
  await startIdleWatch(client, idle);
}
