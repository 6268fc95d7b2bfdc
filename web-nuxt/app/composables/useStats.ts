import { timeOf } from '../stats/ranges.ts';
import { useStatsStore } from '../stores/stats.ts';
import { useApi } from './useApi.ts';

/** Reads statistics into their store. */
export function useStats() {
  const api = useApi();
  const store = useStatsStore();
  let latest = 0;

  async function refresh(): Promise<void> {
    latest += 1;
    const asked = latest;
    const { range, repository, person } = store.filter;
    store.loading = true;
    try {
      const stats = await api('stats', {
        query: {
          ...timeOf(range, Date.now()),
          ...(repository ? { repository } : {}),
          ...(person ? { person } : {}),
        },
      });
      // A later question has a later answer; this one is not wanted any more.
      if (asked !== latest) return;
      store.stats = stats;
      store.failure = undefined;
    } catch (error) {
      if (asked === latest) store.failure = error;
    } finally {
      if (asked === latest) store.loading = false;
    }
  }

  return { refresh };
}
