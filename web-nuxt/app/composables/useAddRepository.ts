import { shallowRef } from 'vue';
import { explainError, type Explanation } from '../api/explain-error.ts';
import { useCatalogueStore } from '../stores/catalogue.ts';
import { useApi } from './useApi.ts';

/** Registers a repository, and says why one cannot be. */
export function useAddRepository() {
  const api = useApi();
  const catalogue = useCatalogueStore();
  const working = shallowRef(false);
  const explanation = shallowRef<Explanation>();

  /** Answers the id of the repository, or undefined with an `explanation`. */
  async function add(source: string): Promise<string | undefined> {
    working.value = true;
    explanation.value = undefined;
    try {
      const added = await api('addRepository', { body: { source: source.trim() } });
      const others = catalogue.repositories.filter(
        ({ repositoryId }) => repositoryId !== added.repositoryId,
      );
      catalogue.repositories = [added, ...others];
      return added.repositoryId;
    } catch (error) {
      explanation.value = explainError(error);
      return undefined;
    } finally {
      working.value = false;
    }
  }

  return { working, explanation, add };
}
