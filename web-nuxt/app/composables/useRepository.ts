import type { BodyOf } from '../../../contracts/routes.ts';
import { useRepositoryStore } from '../stores/repository.ts';
import { useApi } from './useApi.ts';

const shownSessions = 10;

/** Reads a repository into its store, and changes the variables of its sandboxes. */
export function useRepository(repositoryId: string) {
  const api = useApi();
  const store = useRepositoryStore();
  const params = { repositoryId };
  store.open(repositoryId);

  async function refresh(): Promise<void> {
    try {
      const [detail, sessions] = await Promise.all([
        api('getRepository', { params }),
        api('listSessions', { query: { repository: repositoryId, limit: shownSessions } }),
      ]);
      if (store.repositoryId !== repositoryId) return;
      store.detail = detail;
      store.sessions = sessions.items;
      store.failure = undefined;
    } catch (error) {
      if (store.repositoryId === repositoryId) store.failure = error;
    }
  }

  /** Throws what the API refuses. */
  async function changeEnvironment(body: BodyOf<'changeEnvironment'>): Promise<void> {
    const { environment } = await api('changeEnvironment', { params, body });
    if (store.repositoryId === repositoryId && store.detail)
      store.detail = { ...store.detail, environment };
  }

  return { refresh, changeEnvironment };
}
