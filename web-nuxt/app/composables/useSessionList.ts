import { useAccountStore } from '../stores/account.ts';
import { useSessionListStore } from '../stores/session-list.ts';
import { useApi } from './useApi.ts';

const pageSize = 50;

/** Reads the list of sessions into its store, page by page. */
export function useSessionList() {
  const api = useApi();
  const store = useSessionListStore();
  const account = useAccountStore();
  let latest = 0;

  async function read(more: boolean): Promise<void> {
    latest += 1;
    const asked = latest;
    const { mine, status, repository, search, archived } = store.filter;
    store.loading = true;
    try {
      const page = await api('listSessions', {
        query: {
          limit: more ? pageSize : Math.max(pageSize, Math.min(store.items.length, 200)),
          archived: archived ? 'true' : 'false',
          ...(mine && account.me ? { author: account.me.id } : {}),
          ...(status ? { status } : {}),
          ...(repository ? { repository } : {}),
          ...(search ? { search } : {}),
          ...(more && store.next ? { after: store.next } : {}),
        },
      });
      // A later question has a later answer; this one is not wanted any more.
      if (asked !== latest) return;
      store.take(page, more);
      store.failure = undefined;
    } catch (error) {
      if (asked === latest) store.failure = error;
    } finally {
      if (asked === latest) store.loading = false;
    }
  }

  return { refresh: () => read(false), more: () => read(true) };
}
