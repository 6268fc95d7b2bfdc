import { backOff } from '../backoff.ts';
import type { CosmosDatabase } from '../cosmos/database.ts';
import { headId, type HeadDocument } from './cosmos-events.ts';

/** A batch may have 100 operations. */
const batchSize = 100;

/**
 * Deletes a session's documents, its head last and only if nothing was appended meanwhile: a
 * deletion that was cut short can be repeated, and no event is left behind that no head counts.
 */
export async function deleteSession(database: CosmosDatabase, sessionId: string): Promise<void> {
  for (;;) {
    const place = { partition: sessionId, id: headId };
    const head = await database.read<HeadDocument>('history.delete', 'history', place);
    await deleteEvents(database, sessionId);
    const etag = head?._etag;
    if (etag === undefined) return;
    const deleted = await database.call(
      'history.delete',
      'history',
      (container, options) =>
        container
          .item(headId, sessionId)
          .delete({ accessCondition: { type: 'IfMatch', condition: etag }, ...options }),
      [404, 412],
    );
    if (deleted) return;
  }
}

async function deleteEvents(database: CosmosDatabase, sessionId: string): Promise<void> {
  const spec = {
    query: 'SELECT TOP @limit VALUE c.id FROM c WHERE c.id != @head',
    parameters: [
      { name: '@limit', value: batchSize },
      { name: '@head', value: headId },
    ],
  };
  const scope = { partition: sessionId, spec, limit: batchSize };
  for (let refused = 0; ;) {
    const ids = await database.query<string>('history.delete', 'history', scope);
    if (ids.length === 0) return;
    const operations = ids.map((id) => ({ operationType: 'Delete', id }) as const);
    const answer = await database.call('history.delete', 'history', (container, options) =>
      container.items.batch(operations, sessionId, options),
    );
    // Another deletion was faster with one of them, or the service is busy.
    if (answer?.result?.some(({ statusCode }) => statusCode >= 400)) await backOff(++refused);
  }
}
