import type { SessionEvent } from '../../contracts/events.ts';
import type { ApiClient } from '../api-client.ts';

const pageSize = 500;

/** The durable events after number `after`, in order, page by page to the last one there is. */
export async function* readHistory(
  api: ApiClient,
  sessionId: string,
  after = 0,
  signal?: AbortSignal,
): AsyncGenerator<SessionEvent> {
  let lastSeq = after;
  for (;;) {
    const page = await api.call('readEvents', {
      params: { sessionId },
      query: { after: lastSeq, limit: pageSize },
      ...(signal ? { signal } : {}),
    });
    yield* page.events;
    lastSeq = page.events.at(-1)?.seq ?? page.lastSeq;
    if (lastSeq >= page.lastSeq) return;
  }
}
