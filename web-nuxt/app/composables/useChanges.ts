import { watch } from 'vue';
import { useChangesStore } from '../stores/changes.ts';
import { useSessionStore } from '../stores/session.ts';
import { useApi } from './useApi.ts';

/** Reads a session's diff into its store, and again whenever its branch has another commit. */
export function useChanges(sessionId: string) {
  const api = useApi();
  const session = useSessionStore();
  const store = useChangesStore();
  let latest = 0;
  store.open(sessionId);

  async function refresh(): Promise<void> {
    latest += 1;
    const asked = latest;
    const isWanted = () => asked === latest && store.sessionId === sessionId;
    store.loading = true;
    try {
      const { diff } = await api('readDiff', { params: { sessionId } });
      if (isWanted()) store.take(diff);
    } catch (error) {
      if (isWanted()) store.failure = error;
    } finally {
      if (asked === latest) store.loading = false;
    }
  }

  void refresh();
  watch(
    // Undefined until it is known, which is no news: what is there has just been asked for.
    () => session.summary && (session.summary.changes?.commit ?? null),
    (_, before) => {
      if (before !== undefined) void refresh();
    },
  );
  return { refresh };
}
