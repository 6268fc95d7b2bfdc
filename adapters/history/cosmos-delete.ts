import type { Blobs } from '../../core/ports/blobs.ts';
import { backOff } from '../backoff.ts';
import type { CosmosDatabase } from '../cosmos/database.ts';
import { blobOfNote, headId, type HeadDocument } from './cosmos-events.ts';

/** A batch may have 100 operations. */
const batchSize = 100;

/**
 * Deletes a session's documents and blobs, its head last and only if nothing was appended
 * meanwhile: a deletion that was cut short can be repeated, and no event is left behind that no
 * head counts.
 */
export async function deleteSession(
  database: CosmosDatabase,
  blobs: Blobs,
  sessionId: string,
): Promise<void> {
  for (;;) {
    const place = { partition: sessionId, id: headId };
    const head = await database.read<HeadDocument>('history.delete', 'history', place);
    // Events first, so that none is left whose data is gone.
    await deleteAll(database, sessionId, eventsOnly, async () => {});
    await deleteAll(database, sessionId, everything, async (ids) => {
      await Promise.all(ids.map(blobOfNote).map((blob) => blob && blobs.delete(blob)));
    });
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

type Selection = { where: string; parameter: { name: string; value: string | number } };

const eventsOnly: Selection = { where: 'c.seq > @none', parameter: { name: '@none', value: 0 } };
const everything: Selection = {
  where: 'c.id != @head',
  parameter: { name: '@head', value: headId },
};

/** @param before has to succeed with the ids of documents before these are deleted. */
async function deleteAll(
  database: CosmosDatabase,
  sessionId: string,
  { where, parameter }: Selection,
  before: (ids: readonly string[]) => Promise<void>,
): Promise<void> {
  const spec = {
    query: `SELECT TOP @limit VALUE c.id FROM c WHERE ${where}`,
    parameters: [{ name: '@limit', value: batchSize }, parameter],
  };
  const scope = { partition: sessionId, spec, limit: batchSize };
  for (let refused = 0; ;) {
    const ids = await database.query<string>('history.delete', 'history', scope);
    if (ids.length === 0) return;
    await before(ids);
    const operations = ids.map((id) => ({ operationType: 'Delete', id }) as const);
    const answer = await database.call('history.delete', 'history', (container, options) =>
      container.items.batch(operations, sessionId, options),
    );
    // Another deletion was faster with one of them, or the service is busy.
    if (answer?.result?.some(({ statusCode }) => statusCode >= 400)) await backOff(++refused);
  }
}
