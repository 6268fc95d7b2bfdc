import { services } from '../../adapters/services.ts';
import type { StoredSession } from '../../core/stored-session.ts';
import { defineActivity } from '../define-activity.ts';

/** Where sessions are looked for: among the histories, or among rows of the list without one. */
export type Source = 'history' | 'list';

type Page = { ids: string[]; next?: string };

const pageSize = 20;

/** How long a row may be there before its history is, in milliseconds: the two are written at once. */
const youngMs = 3_600_000;

/** The ids of some sessions, and where the following ones are. */
export const sessionsPage = defineActivity<{ source: Source; after?: string }, Page>(
  'sessions-page',
  ({ source, after }) => {
    const page = { limit: pageSize, ...(after === undefined ? {} : { after }) };
    return source === 'history' ? services().history.sessions(page) : rowsAlone(page);
  },
);

async function rowsAlone(page: { limit: number; after?: string }): Promise<Page> {
  const { documents, history, clock } = services();
  const { items, next } = await documents.list<StoredSession>('sessions', page);
  const old = items.filter(({ body }) => clock() - Date.parse(body.createdAt) > youngMs);
  const found = await Promise.all(
    old.map(async ({ id }) => {
      const { lastSeq } = await history.read(id, { after: 0, limit: 1 });
      return lastSeq === 0 ? [id] : [];
    }),
  );
  return { ids: found.flat(), ...(next === undefined ? {} : { next }) };
}
