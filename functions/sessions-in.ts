import { services } from '../adapters/services.ts';
import type { SessionStatus } from '../contracts/api.ts';
import type { StoredSession } from '../core/stored-session.ts';

const pageSize = 100;

/** All sessions of this status, as their list shows them. */
export async function* sessionsIn(status: SessionStatus): AsyncGenerator<StoredSession> {
  const { documents } = services();
  let after: string | undefined;
  do {
    const page = await documents.list<StoredSession>('sessions', {
      where: { status },
      limit: pageSize,
      ...(after ? { after } : {}),
    });
    for (const { body } of page.items) yield body;
    after = page.next;
  } while (after);
}
