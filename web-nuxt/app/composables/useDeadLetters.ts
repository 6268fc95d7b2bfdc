import { useAccountStore } from '../stores/account.ts';
import { useDeadLettersStore } from '../stores/dead-letters.ts';
import { useApi } from './useApi.ts';

/** Reads undeliverable prompts into their store, and delivers them again: both for the owner alone. */
export function useDeadLetters() {
  const api = useApi();
  const account = useAccountStore();
  const store = useDeadLettersStore();

  async function refresh(): Promise<void> {
    if (!account.isOwner) return;
    const { items, next } = await api('listDeadLetters', { query: { limit: 50 } });
    store.items = items;
    store.hasMore = next !== undefined;
  }

  /** Answers how many went back into their sessions' queues. */
  async function redeliver(ids: string[]): Promise<number> {
    const { redelivered } = await api('redeliverPrompts', { body: { ids } });
    await refresh();
    return redelivered;
  }

  return { refresh, redeliver };
}
