import type { SessionSummary } from '../contracts/api.ts';
import type { QueryOf } from '../contracts/routes.ts';
import type { ApiClient } from './api-client.ts';

const pageSize = 200;

/** Every session that fits the query, those with the latest news first, read page by page as far as it is taken. */
export async function* listSessions(
  api: ApiClient,
  query: Partial<QueryOf<'listSessions'>>,
): AsyncGenerator<SessionSummary> {
  let after: string | undefined;
  do {
    const page = await api.call('listSessions', {
      query: { ...query, limit: pageSize, ...(after === undefined ? {} : { after }) },
    });
    yield* page.items;
    after = page.next;
  } while (after !== undefined);
}
