import { shallowRef } from 'vue';
import type { ModelTest } from '../../../contracts/operation.ts';
import { useApi } from './useApi.ts';

/** Asks a connected model for one word. */
export function useModelTest(ref: string) {
  const api = useApi();
  const testing = shallowRef(false);
  const result = shallowRef<ModelTest>();

  /** Throws what the API refuses; a model that fails is a result. */
  async function test(): Promise<void> {
    testing.value = true;
    result.value = undefined;
    try {
      result.value = await api('testModel', { body: { ref } });
    } finally {
      testing.value = false;
    }
  }

  return { testing, result, test };
}
