import { useCatalogueStore } from '../stores/catalogue.ts';
import { useApi } from './useApi.ts';

/** Reads models and repositories into their store. */
export function useCatalogue() {
  const api = useApi();
  const store = useCatalogueStore();

  async function refresh(): Promise<void> {
    const [models, repositories] = await Promise.all([
      api('listModels'),
      api('listRepositories', { query: { limit: 200 } }),
    ]);
    store.models = models.items;
    store.repositories = repositories.items;
    store.loaded = true;
  }

  /** Reads them unless they are there. */
  async function ensure(): Promise<void> {
    if (!store.loaded) await refresh();
  }

  return { refresh, ensure };
}
