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

  async function read(as: 'first' | 'again' | 'more'): Promise<void> {
    latest += 1;
    const asked = latest;
    const { whose, status, repository, search, archived } = store.filter;
    store.loading = true;
    try {
      const page = await api('listSessions', {
        query: {
          limit: pageSize,
          archived: archived ? 'true' : 'false',
          ...(whose === 'mine' && account.me ? { author: account.me.id } : {}),
          ...(whose === 'shared' && account.me ? { collaborator: account.me.id } : {}),
          ...(status ? { status } : {}),
          ...(repository ? { repository } : {}),
          ...(search ? { search } : {}),
          ...(as === 'more' && store.next ? { after: store.next } : {}),
        },
      });
      // A later question has a later answer; this one is not wanted any more.
      if (asked !== latest) return;
      store.take(page, as);
      store.failure = undefined;
    } catch (error) {
      if (asked === latest) store.failure = error;
    } finally {
      if (asked === latest) store.loading = false;
    }
  }

  return {
    /** Another list, as the filter has changed. */
    restart: () => read('first'),
    refresh: () => read('again'),
    more: () => read('more'),
  };
}
