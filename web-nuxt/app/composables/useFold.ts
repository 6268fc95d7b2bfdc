import { computed, type WritableComputedRef } from 'vue';
import { useFoldsStore } from '../stores/folds.ts';

/** Whether a block is unfolded: as the person left it, or else as `byDefault` says right now. */
export function useFold(key: string, byDefault: () => boolean): WritableComputedRef<boolean> {
  const { open } = useFoldsStore();
  return computed({
    get: () => open.get(key) ?? byDefault(),
    set: (value) => open.set(key, value),
  });
}
