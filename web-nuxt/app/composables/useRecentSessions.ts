import { useSessionListStore } from '../stores/session-list.ts';
import { useApi } from './useApi.ts';

const shown = 30;

/** Reads the newest sessions, whatever the list is filtered by. */
export function useRecentSessions() {
  const api = useApi();
  const store = useSessionListStore();

  /** A failure is no news here: the pages say what is wrong, and the next reading comes soon. */
  async function refresh(): Promise<void> {
    const page = await api('listSessions', { query: { limit: shown } }).catch(() => undefined);
    if (!page) return;
    store.recent = page.items;
    store.recentLoaded = true;
  }

  return { refresh };
}
