import type { DurableClient } from 'durable-functions';
import { services } from '../adapters/services.ts';
import type { StoredSession } from '../core/stored-session.ts';
import { watchAgain } from '../orchestrations/activities/idle-watches.ts';

/** Sees to it that a sandbox which idles is watched over, if its session still holds it. */
export async function checkWatch(client: DurableClient, sandboxId: string): Promise<void> {
  const { documents, sandboxRecords } = services();
  const record = await sandboxRecords.get(sandboxId);
  const session = record && (await documents.get<StoredSession>('sessions', record.sessionId));
  if (session?.body.sandboxId === sandboxId) await watchAgain(client, session.body);
}
